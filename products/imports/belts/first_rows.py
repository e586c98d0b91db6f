"""The first rows of a file while it is read: if many of them are rejected, reading pauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from products.fields.reasons import Refusal
from products.imports.belts.belt import MOST_EXAMPLES, Belt, Example, belt, is_more
from products.imports.belts.limits import limits_of
from products.imports.models import SeatBelts
from products.imports.reading import RawChunk
from products.jobs.models import ImportJob
from products.jobs.record import Mode

JUDGED = 10_000
"""Rows; of a shorter file, all of them."""


class ReadingPaused(Exception):
    """A person is to say whether the rest of the file is worth reading."""


class FirstRows:
    """`doubts`: raises if something else is to be asked first, which would explain the rejected rows."""

    def __init__(self, job: ImportJob, *, doubts: Callable[[], None]) -> None:
        self._job, self._doubts = job, doubts
        self._read = self._rejected = 0
        self._is_judged = job.continues_id is not None  # mended rows have been looked at

    def see(self, chunk: RawChunk, rejected: Sequence[Refusal]) -> None:
        """Look at a chunk that was read, with those of its rows that were rejected. Raises ReadingPaused."""
        if self._is_judged:
            return
        read = [row.record_number for row in chunk.rows] + [refusal.record_number for refusal in chunk.refusals]
        numbers = sorted(read)[: JUDGED - self._read]
        last = numbers[-1] if numbers else 0
        self._read += len(numbers)
        self._rejected += sum(refusal.record_number <= last for refusal in rejected)
        if self._read == JUDGED:
            self.end()

    def end(self) -> None:
        """No more rows are looked at. Raises ReadingPaused, but for a dry run, and if a person has said to go on."""
        if self._is_judged:
            return
        self._is_judged = True
        found = self._belt()
        is_held = _keep(self._job, found)
        if is_held and self._job.mode is not Mode.DRY_RUN:
            self._doubts()
            raise ReadingPaused

    def _belt(self) -> Belt | None:
        limits = limits_of(self._job)
        if self._rejected < limits["at_least"] or not is_more(self._rejected, self._read, limits["rejected"]):
            return None
        which = f"the first {self._read:,}" if self._read == JUDGED else f"{self._read:,}"
        sentence = f"{self._rejected:,} of {which} rows are rejected."
        return belt("rejected", self._rejected, self._read, sentence, _examples(self._job))


def _keep(job: ImportJob, found: Belt | None) -> bool:
    """Write it down, in place of what an earlier reading found. Returns whether it holds the job.

    It asks only once, whatever it finds when the file is read again.
    """
    kept = SeatBelts.objects.filter(job=job).first() or SeatBelts(job=job)
    was_confirmed = "rejected" in kept.confirmed
    belts = [each for each in kept.belts if each["name"] != "rejected"]
    if not found and len(belts) == len(kept.belts):
        return False
    kept.belts = [*([found.as_json] if found else []), *belts]
    if found and was_confirmed:
        kept.confirmed = {**kept.confirmed, "rejected": found.figure}
    kept.save()
    return "rejected" in kept.unconfirmed


def _examples(job: ImportJob) -> list[Example]:
    rows = job.rejected_rows.in_file_order()[:MOST_EXAMPLES]
    return [
        Example(record_number=row.record_number, sku="", says=" ".join(error["message"] for error in row.errors))
        for row in rows
    ]
