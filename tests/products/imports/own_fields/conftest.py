"""What an import made of the own fields, short enough to stand in a test."""

from typing import NamedTuple

from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import counts


class Outcome(NamedTuple):
    counts: dict[str, int]
    """The counters that are not zero."""
    attributes: dict[str, dict[str, object]]
    """SKU → the values of own fields."""
    rejected: dict[int, list[str]]
    """Row in a spreadsheet → the codes of its reasons."""


def outcome(job: ImportJob) -> Outcome:
    assert job.status == "completed", job.error_message
    return Outcome(
        counts(job),
        attributes(),
        {row.record_number: [each["code"] for each in row.errors] for row in job.rejected_rows.in_file_order()},
    )


def attributes() -> dict[str, dict[str, object]]:
    return dict(Product.objects.in_sku_order().values_list("sku", "attributes"))
