"""Refused rows with their cells, as people have mended them or as they stand in the file."""

from collections.abc import Iterable
from dataclasses import dataclass

from products.imports.mending.bench import Bench, bench_of
from products.imports.mending.offer import CannotMend
from products.imports.models import RejectedRow
from products.jobs.models import ImportJob


@dataclass(frozen=True)
class Listed:
    row: RejectedRow
    cells: list[str] | None
    """None if the rows of the job cannot be mended."""
    is_certain: bool

    @property
    def errors(self) -> list[dict[str, str | None]]:
        return self.row.current_errors


@dataclass(frozen=True)
class Listing:
    header: list[str] | None
    rows: list[Listed]


def listed(job: ImportJob, rows: Iterable[RejectedRow]) -> Listing:
    """`rows`: in the order of the file."""
    bench = _bench(job)
    if bench is None:
        return Listing(None, [Listed(row, None, is_certain=True) for row in rows])
    known = ((row, bench.cells_of(row)) for row in rows)
    return Listing(bench.header, [Listed(row, cells.cells, cells.is_certain) for row, cells in known])


def _bench(job: ImportJob) -> Bench | None:
    try:
        return bench_of(job)
    except CannotMend:
        return None
