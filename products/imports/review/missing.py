"""A person says what becomes of products that are missing from a file that waits: what its source says, or nothing."""

from __future__ import annotations

from django.db import transaction

from products.imports.models import Review
from products.imports.review.deciding import undecided
from products.imports.review.recounting import counted_again
from products.jobs.models import ImportJob


class NothingMissing(Exception):
    """The import does nothing to products that are missing from its file."""

    def __init__(self) -> None:
        super().__init__("This import does nothing to products that are missing from its file.")


def keep_missing(job: ImportJob, *, keep: bool) -> Review:
    """Let them stay as they are, or not. Raises the plan's revision. Raises NotWaiting or NothingMissing."""
    with transaction.atomic():
        review = undecided(job)
        if not (job.missing or {}).get("found"):
            raise NothingMissing
        job.say_of_missing(kept=keep)
        return counted_again(job, review)
