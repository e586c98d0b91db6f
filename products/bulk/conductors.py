"""Deleting or changing many products by a job, chunk by chunk."""

from functools import cached_property
from uuid import UUID

from django.db import transaction

from product_importer.lib.warning import Warned
from products import catalogue
from products.bulk.job_warnings import with_more
from products.fields import edits, kept_edits
from products.fields.edits import Edit, InvalidEdit
from products.fields.models import current_fields
from products.jobs.chunked import ChunkedWork
from products.jobs.failures import JobFailure
from products.jobs.models import ImportJob
from products.models import ProductQuerySet
from products.search import kept_filters
from products.search.own_filters import InvalidFilters
from products.search.query import Selection
from products.search.snapshot import current_filters

LONG_TEXT_CHUNK_ROWS = 100
"""Where texts that can be long are replaced, since the history keeps what they were."""


class MoreThanMeant(JobFailure):
    """By now more products would be deleted, or changed, than people have agreed to."""

    code = "more_than_meant"

    def __init__(self, *, number: int, meant: int, done: str) -> None:
        super().__init__(
            self.code,
            f"{number:,} products would now be {done}, more than the {meant:,} you confirmed. "
            f"No more were {done}. Check the selection, then ask for it again.",
        )


class FilterOutdated(JobFailure):
    """An own field that the filter names has changed or is gone since the job was asked for."""

    code = "filter_outdated"

    def __init__(self, error: InvalidFilters) -> None:
        super().__init__(self.code, f"The fields have changed since: {error} Select the products again.")


class FieldChanged(JobFailure):
    """A field is no longer what it was when the edit was asked for. To go on without it would leave half an edit."""

    code = "field_changed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            self.code,
            f"A field was archived or changed in the meantime, so the change cannot go on: {reason} "
            "What was changed before that is kept.",
        )


class _SelectionRun(ChunkedWork):
    """`job.options`: `actor`, and `ids` or `filter`; neither of the two means all products."""

    def wanted(self) -> ProductQuerySet:
        return selection_of(self.job).products()

    def check_number(self, number: int) -> None:
        """Nobody asked for what came into the catalogue while the job waited."""
        meant = self.job.options.get("meant", number)
        if number > meant:
            raise MoreThanMeant(number=number, meant=meant, done="deleted" if self.counter == "deleted" else "changed")


class Deletion(_SelectionRun):
    counter = "deleted"

    def act(self) -> None:
        if "ids" in self.job.options or "filter" in self.job.options:
            super().act()
        else:
            self._empty()

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.delete_selection(ids, actor=self.actor, job_id=self.job.id)

    def _empty(self) -> None:
        """In one transaction with the counter: after a crash the catalogue is full, or the job knows it is empty."""
        if self.job.staged_rows is not None:
            return
        try:
            with transaction.atomic():
                number = catalogue.delete_all(actor=self.actor, check=self.check_number)
                self.job.advance_or_leave(staged_rows=number, total_rows=number, deleted=number)
        except catalogue.CatalogueBusy as error:
            raise JobFailure("catalogue_busy", str(error)) from error


class Update(_SelectionRun):
    """`job.options` also has the `edit`, as the API takes it; those of earlier versions only whether `active`."""

    counter = "updated"

    def facts_after(self, ids: list[UUID]) -> dict[str, object]:
        """Products that cannot take the edit stay as they are: conflicts, with a warning each."""
        job = self.job
        try:
            changed, left = catalogue.change_where_possible(ids, edit_of(job), actor=self.actor, job_id=job.id)
        except InvalidEdit as error:
            raise FieldChanged(str(error)) from error
        return {
            "updated": job.updated + changed,
            "unchanged": job.unchanged + len(ids) - changed - len(left),
            "conflicts": job.conflicts + len(left),
            "warnings": with_more(
                job.warnings, [Warned(each.sentence, "left_alone", examples=[each.sku]) for each in left]
            ),
        }

    @cached_property
    def chunk_rows(self) -> int:
        has_long_text = edits.has_long_text(edit_of(self.job), current_fields())
        most = super().chunk_rows
        return min(most, LONG_TEXT_CHUNK_ROWS) if has_long_text else most


def edit_of(job: ImportJob) -> Edit:
    """By the fields of this moment. Raises FieldChanged unless it still means what was asked for."""
    options = job.options
    asked = options["edit"] if "edit" in options else kept_edits.as_json(edits.set_active(options["active"]))
    try:
        edit = kept_edits.of_json(asked, current_fields())
    except InvalidEdit as error:
        raise FieldChanged(str(error)) from error
    if kept_edits.as_json(edit) != asked:
        raise FieldChanged("It has another kind of value now.")
    return edit


def selection_of(job: ImportJob) -> Selection:
    """Raises FilterOutdated. A filter that needs an index does without it by now."""
    options = job.options
    if "ids" in options:
        return Selection(ids=tuple(UUID(text) for text in options["ids"]))
    try:
        return Selection(filter=kept_filters.of_json(options.get("filter", {}), current_filters(may_be_slow=True)))
    except InvalidFilters as error:
        raise FilterOutdated(error) from error
