"""A plan that waits, in a terminal: its totals, and where to look at it."""

from collections.abc import Iterator, Sequence

from product_importer.lib.humanize import counted
from products.imports.belts.presenters import confirmation, in_lines
from products.imports.models import Review
from products.imports.review.filters import Filters
from products.imports.review.plan_changes import page_of
from products.jobs.models import ImportJob
from products.jobs.states import Phase

SHOWN = 20
WORDS = {"create": "new", "update": "changed", "delete": "deleted"}


def totals(job: ImportJob) -> str:
    """In one sentence."""
    if job.phase == Phase.READING:
        return f"reading is paused after {counted(job.total_rows, 'row')}, {job.rejected:,} of them rejected"
    review, plan = Review.objects.get(job=job), job.plan or {}
    parts = [
        f"{review.facts['create']:,} new",
        f"{review.facts['update']:,} changed",
        f"{plan.get('unchanged', 0):,} the same",
    ]
    further = (
        (job.rejected, "rejected"),
        (plan.get("missing", 0), "missing from the file"),
        (review.facts["left_out"], "left out"),
    )
    return ", ".join([*parts, *(f"{number:,} {word}" for number, word in further if number)])


def ways_on(job: ImportJob) -> Iterator[str]:
    """Why it waits, and what to do."""
    yield from in_lines(job)
    command = f"manage.py review_import {job.id} --apply{confirmation(job)}"
    if job.phase == Phase.READING:
        yield f"Look at it on its page: {job.get_absolute_url()}review/"
        yield f"or read on with: {command}"
        return
    yield f"Look at the changes on its page: {job.get_absolute_url()}review/"
    yield f"or apply them with: {command}"


def confirmed(texts: Sequence[str]) -> dict[str, int]:
    """`BELT=FIGURE` as it was typed. Raises ValueError."""
    given = [text.partition("=") for text in texts]
    if bad := [text for text, (_, _, figure) in zip(texts, given, strict=True) if not figure.isdecimal()]:
        raise ValueError(f"--confirm {bad[0]}: give the name of a seat belt and its figure, such as price_jump=6021.")
    return {name: int(figure) for name, _, figure in given}


def changes_in_lines(job: ImportJob) -> Iterator[str]:
    """The first changes, field by field; none of a job that has not read its file."""
    if job.phase == Phase.READING:
        return
    page = page_of(job, Filters(), size=SHOWN)
    for change in page.changes:
        mark = " (left out)" if change.aside else ""
        yield f"{change.sku}: {WORDS[change.action]}{mark}"
        for key, value in change.after.items():
            old = f"{change.before.get(key)!s} → " if change.action == "update" else ""
            yield f"  {key}: {old}{value!s}"
    if page.next_position:
        yield f"… and more; see {job.get_absolute_url()}review/"
