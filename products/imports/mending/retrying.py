"""The mended rows of a job become an import of their own, which continues it."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from products.imports.mending.bench import Bench, bench_of
from products.imports.mending.editing import locked
from products.imports.mending.offer import CannotMend
from products.imports.receiving import must_be_reviewed
from products.imports.rejected.cells import table_facts
from products.imports.steps import kept_styles
from products.jobs import progress, queue
from products.jobs.models import ImportJob
from products.jobs.record import Mode

_TAKEN_OVER = ("on_blank", "duplicates", "new_without_price", "mapping", "columns", "own_fields", kept_styles.OPTION)
"""Options of the first job: the rows are read as its file was."""
LONGEST_TITLE = 255


def retry(job: ImportJob, *, user: AbstractBaseUser | AnonymousUser | None, mode: str = "") -> ImportJob:
    """Start the import of all rows that are mended. `mode`: as the first import if it is empty.

    Of two people at once, the second has no rows left. Raises CannotMend.
    """
    with transaction.atomic():
        bench = bench_of(locked(job))
        made = continuation_of(bench, user=user, mode=mode or bench.job.mode)
        made.save(force_insert=True)
        if not bench.job.rejected_rows.free().sound().update(taken_by=made.id):
            raise CannotMend("nothing_mended", "No row is mended so that it could be imported. Correct some first.")
    progress.publish(made)
    queue.enqueue(made)
    return made


def continuation_of(bench: Bench, *, user: AbstractBaseUser | AnonymousUser | None, mode: str) -> ImportJob:
    """Not stored yet."""
    first, now = bench.job, timezone.now()
    options = {"mode": Mode.REVIEW.value if must_be_reviewed(mode, user) else mode}
    return ImportJob(
        title=f"Mended rows of {first.file_name}"[:LONGEST_TITLE],
        file_name=first.file_name,
        options=options | options_of(bench),
        continues=first,
        created_by_id=user.pk if user else None,
        created_at=now,
        queued_at=now,
    )


def options_of(bench: Bench) -> dict[str, Any]:
    """How the rows are read."""
    taken = {name: bench.job.options[name] for name in _TAKEN_OVER if name in bench.job.options}
    facts = table_facts(bench.layout)
    return taken | {"table": facts.__dict__}
