"""Removing all values of an archived field by a job, chunk by chunk; then only its key is left."""

from uuid import UUID

from django.utils import timezone

from product_importer.lib.humanize import counted
from products import catalogue
from products.fields.models import OwnField, OwnFieldQuerySet
from products.jobs.chunked import ChunkedWork
from products.jobs.failures import JobFailure
from products.models import Product, ProductQuerySet
from products.own_fields.turns import one_at_a_time


class MoreWithValue(JobFailure):
    """By now more products have a value than the person was asked about."""

    code = "more_with_value"

    def __init__(self, *, number: int, meant: int) -> None:
        super().__init__(
            self.code,
            f"{counted(number, 'product')} would now lose a value, more than the {meant:,} you confirmed. "
            "No more were changed. Look at the field, then erase it again.",
        )


class FieldRestored(JobFailure):
    code = "field_restored"

    def __init__(self) -> None:
        super().__init__(self.code, "The field is no longer in the archive, so no more of its values were removed.")


class Erasure(ChunkedWork):
    """`job.options`: `actor`, the id of the `field`, its `key`, and how many products were `meant`."""

    counter = "updated"

    def conduct(self) -> None:
        with one_at_a_time():
            if not self._field.exists():
                raise FieldRestored
        super().conduct()

    def act(self) -> None:
        super().act()
        while self.wanted().exists():  # somebody who had read the field before it was archived wrote a value
            self.choose()
            super().act()

    def wanted(self) -> ProductQuerySet:
        return Product.objects.holding(self._key)

    def act_on(self, ids: list[UUID]) -> int:
        return catalogue.clear_selection(ids, key=self._key, actor=self.actor)

    def check_number(self, number: int) -> None:
        """How many have a value now is what counts: one can have lost its value already and got another."""
        left, meant = self.job.staged_rows or 0, self.job.options["meant"]
        if left > meant:
            raise MoreWithValue(number=left, meant=meant)

    def complete(self) -> bool:
        return super().complete() and bool(self._field.update(erased_at=timezone.now()))

    @property
    def _key(self) -> str:
        key: str = self.job.options["key"]
        return key

    @property
    def _field(self) -> OwnFieldQuerySet:
        """The field, if it is still archived."""
        return OwnField.objects.kept().filter(pk=self.job.options["field"], archived_at__isnull=False)
