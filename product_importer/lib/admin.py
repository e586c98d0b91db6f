"""What makes Django's admin usable on tables of millions of rows, and closes what its addresses leave open."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import SuspiciousOperation
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property

from product_importer.lib import paging

ONE_PAGE = "Nothing was done: actions here apply only to ticked rows. Use the Products page to change all that match."


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts exactly up to a limit; beyond, an estimate for the whole table and the limit for a search."""

    is_size_known = False
    """Whether `size` is exact."""

    @cached_property
    def count(self) -> int:
        if self._counted <= paging.COUNTED_EXACTLY_UP_TO:
            return self._counted
        return paging.COUNTED_EXACTLY_UP_TO if self._is_search else self.size()

    @property
    def note(self) -> str:
        """What the page says about the count."""
        if self._counted <= paging.COUNTED_EXACTLY_UP_TO:
            return ""
        if self._is_search:
            listed = f"only the first {paging.COUNTED_EXACTLY_UP_TO:,} are listed"
            return f"More match: {listed}. Narrow the search to see the others."
        return "" if self.is_size_known else "This number is an estimate."

    def size(self) -> int:
        """How many rows the whole table has."""
        return paging.estimated_rows(self._rows.model)

    @cached_property
    def _counted(self) -> int:
        return self._rows.order_by()[: paging.COUNTED_EXACTLY_UP_TO + 1].count()

    @property
    def _rows(self) -> models.QuerySet[models.Model]:
        return self.object_list  # type: ignore[return-value]

    @property
    def _is_search(self) -> bool:
        return bool(self._rows.query.has_filters())


class DeclaredLookups(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Addresses filter by what the page offers and by nothing else. Every admin is one.

    Django allows any lookup into the model's own fields. With `__startswith` somebody who may only look would read
    what no page shows, letter by letter; with `__regex` slow the database down for all.
    """

    linked_lookups: Sequence[str] = ()
    """Those that a link of ours has, beside the page's filters."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.linked_lookups or any(
            lookup == f"{name}{suffix}" for name in self.list_filter for suffix in _OF_FILTERS
        )

    def changelist_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise SuspiciousOperation("NUL in a lookup")
        return super().changelist_view(request, *args, **options)


_OF_FILTERS = ("", "__exact", "__isnull", "__id__exact")
"""What the filters of Django's admin put behind the name of a field."""


class LargeTableAdmin(DeclaredLookups):
    """No full counts, and no actions unless they are named: Django's own would load every selected row."""

    paginator = EstimatingPaginator
    change_list_template = "admin/large_table.html"
    show_full_result_count = False
    actions: Sequence[Any] | None = None
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 50

    def response_action(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse | None:
        if request.POST.get("select_across", "0") != "0":
            self.message_user(request, ONE_PAGE, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, *args, **options)


class ReadOnlyAdmin(LargeTableAdmin):
    """Read-only: these rows are written by the product alone."""

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
