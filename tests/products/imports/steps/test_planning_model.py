"""Plans of random files against random catalogues, compared with a model of a few lines."""

from decimal import Decimal
from typing import NamedTuple, TypeAlias

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.fields.reasons import FileFailure
from tests.products.imports.steps.jobs import plan_of, planned, product, refused

pytestmark = pytest.mark.django_db

CLEARED = {"description": "", "price": None}
CELLS = {
    "name": st.sampled_from(["Mug", "Mug", "Cup", ""]),
    "description": st.sampled_from(["x", ""]),
    "price": st.sampled_from(["1.00", "", "2.00"]),
    "active": st.sampled_from(["yes", "yes", "no", ""]),
}
STORED = {"": None, "yes": True, "no": False, "1.00": Decimal("1.00"), "2.00": Decimal("2.00")}
Row: TypeAlias = dict[str, str]
Catalogue: TypeAlias = dict[str, dict[str, object]]

PRODUCT = st.fixed_dictionaries(
    {
        "name": st.just("Mug"),
        "description": st.sampled_from(["x", ""]),
        "price": st.sampled_from([Decimal("1.00"), None]),
        "active": st.just(True),
    }
)
PRODUCTS = st.fixed_dictionaries({"A": PRODUCT, "B": PRODUCT}, optional={"C": PRODUCT})
COLUMNS = st.sets(st.sampled_from([*CELLS])).map(sorted)


class Outcome(NamedTuple):
    """What a plan comes to."""

    plan: list[tuple[int, str, list[object]]]
    """Record number, whether it creates or updates, and the values wanted by CELLS; in the order of the key."""
    refused: dict[int, list[str]]
    unchanged: int
    superseded: int


def expected(
    catalogue: dict[str, dict[str, object]],
    columns: list[str],
    rows: list[tuple[str, Row]],
    duplicates: str,
    clear: bool,
) -> Outcome | str:
    """What should come of it, or the code of the failure."""
    copies: dict[str, list[int]] = {}
    for number, (sku, _) in enumerate(rows, start=2):
        copies.setdefault(sku, []).append(number)
    codes: dict[int, list[str]] = {}
    if duplicates == "reject":
        codes = {number: ["duplicate_sku"] for numbers in copies.values() if len(numbers) > 1 for number in numbers}
    by_weight = {sku: numbers if duplicates == "first" else numbers[::-1] for sku, numbers in copies.items()}
    counting = {sku: numbers for sku, numbers in by_weight.items() if numbers[0] not in codes}
    if "name" not in columns and counting.keys() - catalogue.keys() and not copies.keys() & catalogue.keys():
        return "no_name_column"
    plan: list[tuple[int, str, list[object]]] = []
    unchanged = 0
    for sku, (number, *others) in sorted(counting.items()):
        row = {key: filled(key, [rows[each - 2][1] for each in (number, *others)]) for key in columns}
        lacks = [
            f"missing_{key}" for key in needed(columns, is_new=sku not in catalogue, clear=clear) if not row.get(key)
        ]
        wanted = [CLEARED.get(key) if clear and row.get(key) == "" else stored(row.get(key, "")) for key in CELLS]
        if lacks:
            codes[number] = lacks
        elif sku not in catalogue:
            plan.append((number, "create", wanted))
        elif any(differs(catalogue[sku], key, row[key], clear) for key in columns):
            plan.append((number, "update", wanted))
        else:
            unchanged += 1
    superseded = sum(len(numbers) - 1 for numbers in counting.values())
    return Outcome(plan, dict(sorted(codes.items())), unchanged, superseded)


def filled(key: str, by_weight: list[Row]) -> str:
    """The cell of the first of the rows that has any text in it."""
    return next((row[key] for row in by_weight if row[key]), "")


def needed(columns: list[str], *, is_new: bool, clear: bool) -> list[str]:
    if is_new:
        return ["name", "price"] if "price" in columns else ["name"]
    return ["name"] if clear and "name" in columns else []


def stored(cell: str) -> object:
    return STORED.get(cell, cell)


def differs(product: dict[str, object], key: str, cell: str, clear: bool) -> bool:
    if not cell:
        return clear and key in CLEARED and product[key] != CLEARED[key]
    return product[key] != stored(cell)


def outcome(content: str, duplicates: str, clear: bool) -> Outcome | str:
    try:
        job = planned(content, duplicates=duplicates, on_blank="clear" if clear else "keep")
    except FileFailure as failure:
        return failure.code
    plan = [
        (int(str(row["record_number"])), "update" if row["product_id"] else "create", [row[key] for key in CELLS])
        for row in plan_of(job)
    ]
    return Outcome(plan, refused(job), job.unchanged, job.superseded)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PRODUCTS, COLUMNS, st.data(), st.sampled_from(["last", "first", "reject"]), st.booleans())
def test_plan_is_what_the_model_says(
    catalogue: Catalogue, columns: list[str], data: st.DataObject, duplicates: str, clear: bool
) -> None:
    cells = st.fixed_dictionaries({key: CELLS[key] for key in columns})
    rows = data.draw(st.lists(st.tuples(st.sampled_from("ABABC"), cells), min_size=1, max_size=6))
    lines = [",".join([sku, *(row[key] for key in columns)]) for sku, row in rows]
    content = "\n".join([",".join(["sku", *columns]), *lines]) + "\n"

    with transaction.atomic():
        for sku, values in catalogue.items():
            product(sku, **values)
        found = outcome(content, duplicates, clear)
        transaction.set_rollback(True)

    assert found == expected(catalogue, columns, rows, duplicates, clear)
