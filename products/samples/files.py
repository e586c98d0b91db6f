"""Sample products as a CSV file, with the outcome of importing it into an empty catalogue."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from products.fields.field import Field
from products.fields.registry import FIELDS
from products.samples.messy import CREATED, SKIPPED, SUPERSEDED, messy_records
from products.samples.own_values import own_cells
from products.samples.products import SampleProduct, csv_line, sample_products

BLOCK = 1_000
"""Records that are written at once."""


@dataclass(frozen=True, slots=True)
class Account:
    """The outcome of importing the file into an empty catalogue."""

    bytes: int
    total_rows: int
    created: int
    superseded: int
    skipped: int
    rejected: int
    rejected_by_code: dict[str, int]


def write_products(
    output: BinaryIO,
    count: int,
    *,
    seed: int = 1,
    changed_percent: float = 0,
    messy: bool = False,
    own: Sequence[Field] = (),
    on_written: Callable[[int], object] = int,
) -> Account:
    """Write a header and `count` records. `on_written` is called with the number in each block written.

    `own`: the own fields that the products have too, if they are not messy.
    """
    line = _line_with(own) if own else csv_line
    records = (
        messy_records(count, seed=seed, changed_percent=changed_percent)
        if messy
        else (
            (line(product), CREATED) for product in sample_products(count, seed=seed, changed_percent=changed_percent)
        )
    )
    size = output.write(f"{','.join([FIELDS.header, *(field.key for field in own)])}\n".encode())
    outcomes: Counter[str] = Counter()
    while block := [*islice(records, BLOCK)]:
        size += output.write(b"".join([line for line, _ in block]))
        outcomes.update([outcome for _, outcome in block])
        on_written(len(block))
    return _account(size, outcomes)


def _line_with(own: Sequence[Field]) -> Callable[[SampleProduct], bytes]:
    end = own_cells(own)
    return lambda product: csv_line(product)[:-1] + f"{end(product)}\n".encode()


def _account(size: int, outcomes: Counter[str]) -> Account:
    codes = {code: outcomes[code] for code in sorted(outcomes) if code not in (CREATED, SUPERSEDED, SKIPPED)}
    return Account(
        bytes=size,
        total_rows=outcomes.total(),
        created=outcomes[CREATED],
        superseded=outcomes[SUPERSEDED],
        skipped=outcomes[SKIPPED],
        rejected=sum(codes.values()),
        rejected_by_code=codes,
    )
