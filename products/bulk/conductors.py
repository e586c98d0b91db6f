"""Deleting or changing many products by a job, chunk by chunk."""

from uuid import UUID

from django.db import transaction

from products import catalogue
from products.jobs.chunked import ChunkedWork
from products.jobs.failures import JobFailure
from products.jobs.models import ImportJob
from products.models import ProductQuerySet
from products.schemas import FilterIn
from products.search.own_filters import InvalidFilters
from products.search.query import Selection
from products.search.snapshot import current_filters


class MoreThanMeant(JobFailure):
    """By now more products would be deleted than the person was asked about."""

    code = "more_than_meant"

    def __init__(self, *, number: int, meant: int) -> None:
        super().__init__(
            self.code,
            f"{number:,} products would now be deleted, more than the {meant:,} you confirmed. "
            "No more were deleted. Check the selection, then delete it again.",
        )


class FilterOutdated(JobFailure):
    """An own field that the filter names has changed or is gone since the job was asked for."""

    code = "filter_outdated"

    def __init__(self, error: InvalidFilters) -> None:
        super().__init__(self.code, f"The fields have changed since: {error} Select the products again.")


class _SelectionRun(ChunkedWork):
    """`job.options`: `actor`, and `ids` or `filter`; neither of the two means all products."""

    def wanted(self) -> ProductQuerySet:
        return selection_of(self.job).products()


class Deletion(_SelectionRun):
    counter = "deleted"

    def act(self) -> None:
        if "ids" in self.job.options or "filter" in self.job.options:
            super().act()
        else:
            self._empty()

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.delete_selection(ids, actor=self.actor)

    def check_number(self, number: int) -> None:
        """Nobody asked to delete what came into the catalogue while the job waited."""
        meant = self.job.options.get("meant", number)
        if number > meant:
            raise MoreThanMeant(number=number, meant=meant)

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
    counter = "updated"

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.change_selection(ids, actor=self.actor, active=self.job.options["active"])


def selection_of(job: ImportJob) -> Selection:
    """Raises FilterOutdated. A filter that needs an index does without it by now."""
    options = job.options
    if "ids" in options:
        return Selection(ids=tuple(UUID(text) for text in options["ids"]))
    given = FilterIn.model_validate(options.get("filter", {}))
    try:
        return Selection(filter=given.filter_among(current_filters(may_be_slow=True)))
    except InvalidFilters as error:
        raise FilterOutdated(error) from error
