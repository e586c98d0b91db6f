"""A plan that waits, in a terminal: its totals, and where to look at it."""

from collections.abc import Iterator

from products.imports.models import Review
from products.imports.review.changes import page_of
from products.imports.review.filters import Filters
from products.jobs.models import ImportJob

SHOWN = 20
WORDS = {"create": "new", "update": "changed", "delete": "deleted"}


def totals(job: ImportJob) -> str:
    """In one sentence."""
    review, plan = Review.objects.get(job=job), job.plan or {}
    parts = [
        f"{review.facts['create']:,} new",
        f"{review.facts['update']:,} changed",
        f"{plan.get('unchanged', 0):,} the same",
    ]
    counted = ((job.rejected, "rejected"), (review.facts["left_out"], "left out"))
    return ", ".join([*parts, *(f"{number:,} {word}" for number, word in counted if number)])


def ways_on(job: ImportJob) -> Iterator[str]:
    yield f"Look at the changes on its page: {job.get_absolute_url()}review/"
    yield f"or apply them with: manage.py review_import {job.id} --apply"


def changes_in_lines(job: ImportJob) -> Iterator[str]:
    """The first changes, field by field."""
    page = page_of(job, Filters(), size=SHOWN)
    for change in page.changes:
        mark = " (left out)" if change.aside else ""
        yield f"{change.sku}: {WORDS[change.action]}{mark}"
        for key, value in change.after.items():
            old = f"{change.before.get(key)!s} → " if change.action == "update" else ""
            yield f"  {key}: {old}{value!s}"
    if page.next_position:
        yield f"… and more; see {job.get_absolute_url()}review/"
