"""The contracts of import-linter in pyproject.toml see a module that nobody placed, and an app that looks up."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.processes import ROOT

CONFIGURATION = (ROOT / "pyproject.toml").read_text()
OPTIONS, *CONTRACTS = CONFIGURATION.split("[[tool.importlinter.contracts]]")
PACKAGES = tomllib.loads(CONFIGURATION)["tool"]["importlinter"]["root_packages"]
OF_DJANGO = {"management", "migrations", "templatetags"}
"""Packages whose modules Django finds by their names; layers would say nothing about them."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of our packages, to be spoilt."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def check(tree: Path, *contracts: str) -> str:
    """What import-linter prints about these contracts; empty if they are kept."""
    configuration = tree / "pyproject.toml"
    configuration.write_text("[[tool.importlinter.contracts]]".join([OPTIONS, *contracts]))
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--config", configuration], cwd=tree, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode else ""


def exhaustive() -> list[str]:
    return [contract for contract in CONTRACTS if "exhaustive = true" in contract]


def rooms() -> set[str]:
    """The packages that have an exhaustive contract."""
    return {room for text in exhaustive() for room in tomllib.loads(text)["containers"]}


def test_each_room_of_the_project_has_an_exhaustive_contract() -> None:
    folders = [file.parent.relative_to(ROOT) for file in (ROOT / "product_importer").rglob("__init__.py")]
    packages = {".".join(folder.parts) for folder in folders if OF_DJANGO.isdisjoint(folder.parts)}

    assert packages - rooms() == set()


def test_module_that_nobody_placed_fails_the_check(tree: Path) -> None:
    made_up = {f"{room}.made_up" for room in rooms()}
    for module in made_up:
        tree.joinpath(*module.split(".")).with_suffix(".py").touch()

    said = check(tree, *exhaustive())

    assert set(re.findall(r"[\w.]+\.made_up", said)) == made_up
    assert f"0 kept, {len(exhaustive())} broken" in said


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("product_importer/lib/text.py", "import product_importer.accounts.models"),
        ("product_importer/launch/address.py", "import product_importer.settings"),
        ("product_importer/accounts/models/api_token.py", "import webhooks.models"),
        ("webhooks/models.py", "import products.models"),
        ("webhooks/models.py", "import product_importer.celery"),
        ("products/catalogue.py", "import product_importer.middleware.audit"),
    ],
)
def test_import_of_what_lies_above_fails_the_check(tree: Path, module: str, line: str) -> None:
    of_whole_packages = [text for text in CONTRACTS if "# of whole packages" in text]
    with (tree / module).open("a") as source:
        source.write(f"\n{line}\n")

    said = check(tree, *of_whole_packages)

    importer, imported = module.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
    assert f"{importer} -> {imported}" in said
