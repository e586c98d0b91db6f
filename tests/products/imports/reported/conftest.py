"""A file goes through the whole import; what came of it, short enough to stand in a test."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import pytest

from products.jobs.states import Status
from products.models import Product
from tests.products.conftest import Import, counts, question


class Outcome(NamedTuple):
    """What an import did and what the catalogue holds after it."""

    counts: dict[str, int]
    """The counters that are not zero."""
    rejected: dict[int, set[str]]
    """Row in a spreadsheet → the codes of its reasons."""
    products: dict[str, tuple[str, str, str | None, bool]]
    """SKU → name, description, price, active."""
    failure: str
    """The code of the file's failure, if it failed, or of what it asks before anything is imported."""
    says: str
    """The sentences of failure, warnings and reasons, one a line."""


OutcomeOf: TypeAlias = Callable[..., Outcome]


@pytest.fixture
def outcome_of(import_file: Import) -> OutcomeOf:
    """Imports `before`, if given, then the file itself with the options."""

    def outcome_of(content: str | bytes, *, before: str | bytes = "", **options: object) -> Outcome:
        if before:
            assert import_file(before).status == "completed"
        job = import_file(content, **options)
        rows = [*job.rejected_rows.in_file_order()]
        asked = question(job) if job.status == Status.AWAITING_MAPPING else None
        whole = asked.message if asked else job.error_message
        sentences = [whole, *job.warnings, *(reason["message"] for row in rows for reason in row.errors)]
        return Outcome(
            counts=counts(job),
            rejected={row.record_number: {reason["code"] for reason in row.errors} for row in rows},
            products={
                product.sku: (
                    product.name,
                    product.description,
                    None if product.price is None else str(product.price),
                    product.active,
                )
                for product in Product.objects.all()
            },
            failure=asked.code if asked else job.error_code,
            says="\n".join(filter(None, sentences)),
        )

    return outcome_of
