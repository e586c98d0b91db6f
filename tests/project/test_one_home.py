"""What a product consists of stands in one place; everything else derives from it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from products.fields.registry import FIELDS
from tests.processes import ROOT

MANY = 4
"""So many keys of fields beside each other are a list of what a product consists of."""

HOMES = ("products/fields/", "/migrations/")


def sources() -> list[Path]:
    """The project's own Python, and what of the tests and benchmarks is to follow the list."""
    folders = ("product_importer", "products", "webhooks", "benchmarks")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [*found, ROOT / "tests" / "oracle.py", ROOT / "tests" / "trials.py"]


def lists_in(source: str) -> Iterator[str]:
    """The places where many keys of fields are enumerated: in a literal, a call, a class or a text with commas."""
    for node in ast.walk(ast.parse(source)):
        if len(FIELDS.among(_names_in(node))) >= MANY:
            yield f"line {getattr(node, 'lineno', 1)}"


def _names_in(node: ast.AST) -> list[str]:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [str(each.value) for each in node.elts if isinstance(each, ast.Constant)]
    if isinstance(node, ast.Dict):
        return [str(each.value) for each in node.keys if isinstance(each, ast.Constant)]
    if isinstance(node, ast.ClassDef):
        return [
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [part.strip() for part in node.value.split(",")]
    return []


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_lists_the_fields_a_second_time(path: Path) -> None:
    if not any(home in str(path) for home in HOMES):
        assert list(lists_in(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        'X = ("sku", "name", "price", "active")',
        'X = {"name": 1, "description": 2, "price": 3, "active": 4}',
        "class Row:\n    sku: str\n    name: str\n    price: str\n    active: bool\n",
        'X = "sku, name, description, price, active"',
    ],
)
def test_lists_are_found_however_they_are_written(source: str) -> None:
    assert len(list(lists_in(source))) == 1
