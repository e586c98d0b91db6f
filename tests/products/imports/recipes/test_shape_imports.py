"""Files of known systems on their whole way into the catalogue, by the recipes of their shapes."""

from collections.abc import Callable
from typing import Any

import pytest

from products.fields.models import OwnField
from products.fields.registry import FIELDS
from products.imports.recipes.shapes import shape_of
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.imports.recipes.own_fields import WITH_READY_MADE, own_fields
from tests.products.imports.recipes.samples import NAMES, SAMPLES, Sample

Import = Callable[..., ImportJob]
OF_ALL = [field for field in FIELDS.keys if field != "description"]
RULED = [sample for sample in SAMPLES if "attributes" in sample.expected or sample.expected["skipped"]]
"""Those whose rows take something from other rows, or bring values of own fields."""


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_sample_comes_in_rightly(sample: Sample, import_file: Import) -> None:
    job = _imported(sample, import_file)

    assert job.status == "completed", job.error_message
    assert _products() == _expected(sample)
    assert job.rejected == sample.expected["rejected"]
    if sample.expected["skipped"] is not None:
        assert job.skipped == sample.expected["skipped"]


@pytest.mark.parametrize("sample", RULED, ids=lambda sample: sample.path.stem)
@pytest.mark.usefixtures("small_chunks")
def test_a_sample_comes_in_rightly_by_chunks_of_two_rows_beside_own_fields(sample: Sample, import_file: Import) -> None:
    OwnField.objects.bulk_create(own_fields())

    job = _imported(sample, import_file, fields=WITH_READY_MADE)

    assert _products() == _expected(sample)
    assert job.rejected == sample.expected["rejected"]
    expected = sample.expected.get("attributes", {})
    assert {sku: dict(Product.objects.get(sku=sku).attributes) for sku in expected} == expected


def _imported(sample: Sample, import_file: Import, **recipe_for: Any) -> ImportJob:
    shape = shape_of(sample.rows)
    assert shape is not None
    return import_file(sample.text, mapping=shape.recipe_for(**recipe_for), new_without_price=shape.new_without_price)


def _products() -> list[tuple[object, ...]]:
    found = Product.objects.values_list(*OF_ALL)
    return sorted(
        ((sku, name, None if price is None else str(price), active) for sku, name, price, active in found), key=str
    )


def _expected(sample: Sample) -> list[tuple[object, ...]]:
    return sorted((tuple(product) for product in sample.expected["products"]), key=str)
