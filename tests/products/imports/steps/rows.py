"""Raw rows for tests, and a short view of those that were refused."""

from products.fields.reasons import Refusal
from products.imports.reading import RawRow
from products.imports.steps.columns import match

COLUMNS = match(["sku", "name", "description", "price", "active"])


def raw_rows(*lines: list[str], first: int = 2) -> list[RawRow]:
    """Raw rows as they would follow a header; every record takes two physical lines."""
    return [RawRow(number, number * 2, ",".join(cells), cells) for number, cells in enumerate(lines, start=first)]


def codes(refusals: list[Refusal]) -> list[tuple[int, list[str]]]:
    return [(refusal.record_number, [reason.code for reason in refusal.reasons]) for refusal in refusals]
