"""An undo in a terminal: what its plan comes to, and the ways on."""

from collections.abc import Iterator

from product_importer.lib.humanize import counted
from products.imports.models import Review
from products.jobs.models import ImportJob


def totals(job: ImportJob) -> str:
    """In one sentence."""
    facts = Review.objects.get(job=job).facts
    parts = [
        f"{facts['delete']:,} to delete",
        f"{facts['update']:,} to change back",
        f"{facts['create']:,} to restore",
    ]
    further = ((facts["conflicts"], "in conflict"), (facts["left_out"], "left out"))
    return ", ".join([*parts, *(f"{number:,} {word}" for number, word in further if number)])


def ways_on(job: ImportJob) -> Iterator[str]:
    yield f"Look at the changes on its page: {job.get_absolute_url()}review/"
    yield f"or apply them with: manage.py review_import {job.id} --apply"


def summary(job: ImportJob) -> str:
    said = " · ".join(f"{name} {number:,}" for name, number in job.counts.items() if number) or "no products"
    return f"{job.get_status_display()}: {counted(job.total_rows, 'product')}: {said}"
