"""Plans of random files against random catalogues, compared with a model of a few lines."""

from collections import Counter
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

    plan: list[tuple[int, str]]
    """Record number, and whether it creates or updates; in the order of the key."""
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
    numbered = dict(enumerate(rows, start=2))
    codes: dict[int, list[str]] = {}
    if clear and "name" in columns:
        codes = {number: ["missing_name"] for number, (_, row) in numbered.items() if not row["name"]}
    sound = {number: row for number, row in numbered.items() if number not in codes}
    copies = Counter(sku for sku, _ in sound.values())
    choose = {"last": max, "first": min, "reject": min}[duplicates]
    kept = {
        sku: choose(number for number, row in sound.items() if row[0] == sku)
        for sku, count in copies.items()
        if duplicates != "reject" or count == 1
    }
    superseded = 0 if duplicates == "reject" else len(sound) - len(kept)
    if duplicates == "reject":
        codes |= {number: ["duplicate_sku"] for number, (sku, _) in sound.items() if copies[sku] > 1}
    if "name" not in columns and any(sku not in catalogue for sku in kept):
        return "no_name_column"
    plan: list[tuple[int, str]] = []
    unchanged = 0
    for sku, number in sorted(kept.items()):
        row = sound[number][1]
        if sku not in catalogue:
            lacks = [f"missing_{key}" for key in ("name", "price") if key in columns and not row[key]]
            if lacks:
                codes[number] = lacks
            else:
                plan.append((number, "create"))
        elif any(differs(catalogue[sku], key, row[key], clear) for key in columns):
            plan.append((number, "update"))
        else:
            unchanged += 1
    return Outcome(plan, dict(sorted(codes.items())), unchanged, superseded)


def differs(product: dict[str, object], key: str, cell: str, clear: bool) -> bool:
    if not cell:
        return clear and key in CLEARED and product[key] != CLEARED[key]
    return product[key] != STORED.get(cell, cell)


def outcome(content: str, duplicates: str, clear: bool) -> Outcome | str:
    try:
        job = planned(content, duplicates=duplicates, on_blank="clear" if clear else "keep")
    except FileFailure as failure:
        return failure.code
    plan = [(int(str(row["record_number"])), "update" if row["product_id"] else "create") for row in plan_of(job)]
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
