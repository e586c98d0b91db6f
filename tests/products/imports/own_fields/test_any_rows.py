"""Any rows with own fields against any catalogue, and what a plain, slow model says must come of it."""

import csv
import io
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.imports import receiving, running
from products.jobs.models import ImportJob
from products.models import Product, Stretch
from tests.products.conftest import counts
from tests.products.factories import make_field, put
from tests.products.imports.own_fields.conftest import attributes

Attributes: TypeAlias = dict[str, Any]

SKUS = ["A", "B", "C", "D"]
VALUES: dict[str, list[tuple[str, Any]]] = {
    "brand": [("Acme", "Acme"), ('say "hi"', 'say "hi"'), ("null", "null"), ("None", "None")],
    "stock": [("0", 0), ("12", 12), ("-3", -3)],
    "tags": [("a|b", ["a", "b"]), ("b|a", ["b", "a"]), ("a", ["a"])],
}
"""Field → its cells, and what is stored of each."""

CELL = {key: st.sampled_from([("", None), *pairs]) for key, pairs in VALUES.items()}
ROW = st.fixed_dictionaries({"sku": st.sampled_from(SKUS), **CELL})
STORED = st.fixed_dictionaries({key: st.sampled_from([None, *(stored for _, stored in VALUES[key])]) for key in VALUES})
CATALOGUE = st.dictionaries(st.sampled_from(SKUS), STORED.map(lambda values: _without_none(values)))


def _without_none(values: Attributes) -> Attributes:
    return {key: value for key, value in values.items() if value is not None}


def expected(
    rows: list[Any], before: dict[str, Attributes], *, clears: bool, counts_last: bool
) -> dict[str, Attributes]:
    """SKU → attributes after the import."""
    after = {**before}
    ordered = rows if counts_last else rows[::-1]
    for sku in {row["sku"] for row in rows}:
        copies = [row for row in ordered if row["sku"] == sku]
        said = {key: next((row[key][1] for row in reversed(copies) if row[key][1] is not None), None) for key in VALUES}
        kept = {} if clears else before.get(sku, {})
        after[sku] = {**kept, **_without_none(said)}
    return after


def content(rows: list[Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["sku", "name", *VALUES])
    writer.writerows([row["sku"], "Mug", *(row[key][0] for key in VALUES)] for row in rows)
    return text.getvalue().encode()


def history(job: ImportJob) -> Iterator[tuple[str, Attributes, Attributes]]:
    names = {product.pk: product.sku for product in Product.objects.all()}
    for stretch in Stretch.objects.filter(job_id=job.pk, action="changed"):
        sides = zip(
            stretch.product_ids or [], stretch.attributes_before or [], stretch.attributes_after or [], strict=True
        )
        for product_id, old, new in sides:
            assert old is not None
            assert new is not None
            yield names[product_id], old, new


@pytest.fixture
def fields(transactional_db: None) -> None:
    make_field("brand")
    make_field("stock", "integer")
    make_field("tags", "list")


@pytest.mark.usefixtures("fields")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(ROW, min_size=1, max_size=8),
    before=CATALOGUE,
    clears=st.booleans(),
    counts_last=st.booleans(),
)
def test_import_of_any_rows_comes_to_what_the_model_says(
    rows: list[Any], before: dict[str, Attributes], clears: bool, counts_last: bool
) -> None:
    Product.objects.all().delete()
    put(Product(sku=sku, sku_key=sku.lower(), name="Mug", attributes=values) for sku, values in before.items())
    options = {"on_blank": "clear" if clears else "keep", "duplicates": "last" if counts_last else "first"}
    file = ContentFile(content(rows))
    job = receiving.keep(file, file_name="test.csv", user=None, options=options, dry_run=False)

    assert running.run(job.id)

    job.refresh_from_db()
    after = expected(rows, before, clears=clears, counts_last=counts_last)
    assert (job.status, attributes()) == ("completed", after)
    mentioned = {row["sku"] for row in rows}
    changed = {sku for sku in mentioned & before.keys() if after[sku] != before[sku]}
    outcomes = {
        "created": len(mentioned - before.keys()),
        "updated": len(changed),
        "unchanged": len(mentioned & before.keys()) - len(changed),
        "superseded": len(rows) - len(mentioned),
    }
    assert counts(job) == {name: number for name, number in outcomes.items() if number}
    differing = {sku: [key for key in VALUES if before[sku].get(key) != after[sku].get(key)] for sku in changed}
    assert {sku: (old, new) for sku, old, new in history(job)} == {
        sku: tuple({key: side[sku][key] for key in keys if key in side[sku]} for side in (before, after))
        for sku, keys in differing.items()
    }
