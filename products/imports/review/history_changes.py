"""The changes of an import that has ended, from the history: what it did to each product, and no more.

The history has rows for stretches of the products (`import_changes`), in the order in which they were applied. A
position is a stretch and a place in it. Of new products a place is the end of their id; of changed ones, it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice

from django.db.models import Q

from products.fields.field import Field
from products.imports.review import history_changed, history_created, history_listed
from products.imports.review.changes import PLACES, Change, Origin, Page
from products.imports.review.filters import Filters
from products.imports.review.history_search import FEW_CHANGES, StretchAt, that_may_match
from products.imports.steps import reviewed
from products.jobs.models import ImportJob
from products.models import Stretch
from products.models.changes import Action

LISTED = "listed"
_AS_GOOD_AS = 1e-9
"""The ends of a stretch's ratios are rounded."""
FIRST, MOST = 1, 64
"""How many stretches are looked through at once: ever more, as long as few of their products match."""


@dataclass(frozen=True)
class HistoryChanges:
    job: ImportJob
    origin: Origin = "history"

    @cached_property
    def fields(self) -> Sequence[Field]:
        """There are none if the job ended before its columns were known."""
        return reviewed.changed_fields(self.job) if self.job.options.get("columns") else ()

    def page(self, filters: Filters, *, behind: int = 0, size: int) -> Page:
        found = [*islice(self._changes(filters, divmod(behind, PLACES), size=size + 1), size + 1)]
        return Page(found[:size], found[size - 1].position if len(found) > size else None)

    def count(self, filters: Filters, *, most: int) -> int:
        found = 0
        for action, stretches in self._stretches(filters, 0):
            if action == LISTED:
                found += history_listed.count(stretches[0], filters)
            elif action == Action.CREATED:
                found += history_created.count(stretches[0], filters, most=most - found)
            else:
                found += history_changed.count(self.fields, stretches, filters, most=most - found)
            if found >= most:
                return most
        return found

    def _changes(self, filters: Filters, behind: tuple[int, int], *, size: int) -> Iterator[Change]:
        """At least the next `size`, if there are so many."""
        start, place = behind
        for action, stretches in self._stretches(filters, start):
            after = place if stretches[0] == start else -1
            if action == LISTED:
                yield from history_listed.rows(self.fields, stretches[0], filters, after=after, size=size)
            elif action == Action.CREATED:
                yield from history_created.rows(self.fields, stretches[0], filters, after=after, size=size)
            else:
                yield from history_changed.rows(self.fields, stretches, filters, after=after, size=size)

    def _stretches(self, filters: Filters, start: int) -> Iterator[tuple[str, Sequence[int]]]:
        """The stretches that may have a match, from `start` on, in portions of one action that are read at once."""
        stretches = Stretch.objects.filter(job_id=self.job.id, action__in=_actions(filters, self.fields), id__gte=start)
        stretches = stretches.filter(_may_have_ratio(filters))
        found = [StretchAt(*row) for row in stretches.order_by("id").values_list(*StretchAt._fields)]
        if filters.text and self.job.created + self.job.updated > FEW_CHANGES:
            found = [*that_may_match(found, filters)]
        for action, group in groupby(found, key=_read_as):
            yield from ((action, portion) for portion in _portions((each.id for each in group), action))


def _actions(filters: Filters, fields: Sequence[Field]) -> list[Action]:
    """Raises InvalidFilter. Only of products that are there already a field changes; nothing applied was left out."""
    filters.check_action()
    is_of_changed = filters.field_among(fields) is not None or filters.is_of_ratio
    if filters.left_out or (is_of_changed and filters.action in ("create", "delete")):
        return []
    created = [] if is_of_changed or filters.action in ("update", "delete") else [Action.CREATED]
    changed = [Action.CHANGED] if filters.action in (None, "update") else []
    deleted = [] if is_of_changed or filters.action in ("create", "update") else [Action.DELETED]
    return [*created, *changed, *deleted]


def _may_have_ratio(filters: Filters) -> Q:
    """Of stretches in which nobody has looked for prices, it is not known."""
    found = Q()
    if filters.ratio_min is not None:
        found &= Q(ratio_max=None) | Q(ratio_max__gte=float(filters.ratio_min) * (1 - _AS_GOOD_AS))
    if filters.ratio_max is not None:
        found &= Q(ratio_min=None) | Q(ratio_min__lte=float(filters.ratio_max) * (1 + _AS_GOOD_AS))
    return found


def _read_as(stretch: StretchAt) -> str:
    """An undo deletes and restores products that it lists; what an import creates is a range of ids."""
    is_listed = stretch.action == Action.DELETED or (stretch.action == Action.CREATED and stretch.first_id is None)
    return LISTED if is_listed else stretch.action


def _portions(stretches: Iterator[int], action: str) -> Iterator[Sequence[int]]:
    size = FIRST
    while portion := [*islice(stretches, size)]:
        yield portion
        size = min(size * 4, MOST) if action == Action.CHANGED else FIRST
