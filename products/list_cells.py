"""The cells of the list of products, written here: a template would take three times as long for hundreds of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from product_importer.lib.marks import mark_found
from product_importer.lib.templatetags.interface import moment
from products.fields.field import Field
from products.models import Product
from products.presenters import ColumnHeading, Fact

LONGEST = 120
"""Characters of a text that a cell shows."""
MOST_MEMBERS = 3
"""Of a list that a cell shows."""
_CODES = frozenset({"barcode"})
"""Kinds that people compare digit by digit."""


class RowCells:
    """Writes the cells of one row after the other. What is the same in all rows is made once.

    `searched`: the texts to mark, by field.
    """

    def __init__(
        self, columns: Sequence[ColumnHeading], searched: Mapping[str, tuple[str, ...]], *, may_change: bool
    ) -> None:
        self._searched = searched
        self._may_change = may_change
        self._list_url = reverse("products:list")
        self._dialog = SafeString(" data-dialog" if may_change else "")
        self._writers = [self._writer(column) for column in columns]

    def of(self, product: Product) -> SafeString:
        return SafeString("".join([write(product) for write in self._writers]))

    def _writer(self, column: ColumnHeading) -> Callable[[Product], SafeString]:
        """The method for a cell of this name; without one, the cell is like those of own fields."""
        like_own = partial(_own_cell, column.column.field, _own_opening(column))
        found: Callable[[Product], SafeString] = getattr(self, f"_{column.cell}_cell", like_own)
        return found

    def _sku_cell(self, product: Product) -> SafeString:
        return format_html(
            '<th scope="row" class="sku" data-cell="sku"><a{} href="{}">{}</a></th>',
            self._dialog,
            self._url(product),
            self._marked("sku", product.sku),
        )

    def _name_cell(self, product: Product) -> SafeString:
        return format_html(
            '<td data-cell="name" title="{}"><a class="quiet-link"{} href="{}">{}</a></td>',
            product.name,
            self._dialog,
            self._url(product),
            self._marked("name", product.name),
        )

    def _price_cell(self, product: Product) -> SafeString:
        shown = _NOT_PRICED if product.price is None else localize(product.price)
        return format_html('<td data-cell="price" data-align="end">{}</td>', shown)

    def _active_cell(self, product: Product) -> SafeString:
        return format_html('<td data-cell="active">{}</td>', self._switch(product))

    def _created_cell(self, product: Product) -> SafeString:
        return format_html('<td data-cell="created" data-align="end">{}</td>', moment(product.created_at))

    def _updated_cell(self, product: Product) -> SafeString:
        return format_html('<td data-cell="updated" data-align="end">{}</td>', moment(product.updated_at))

    def _switch(self, product: Product) -> SafeString:
        if not self._may_change:
            return _ACTIVE if product.active else _INACTIVE
        is_active, other = ("true", "false") if product.active else ("false", "true")
        return format_html(
            '<button class="switch" type="submit" form="switch" formaction="{}{}/toggle/" name="active" value="{}"'
            ' role="switch" aria-checked="{}" aria-label="{} is active" data-product="{}">'
            "<span data-on>active</span><span data-off>inactive</span></button>",
            *(self._list_url, product.pk, other, is_active, product.sku, product.pk),
        )

    def _url(self, product: Product) -> str:
        return f"{self._list_url}{product.pk}/{'edit/' if self._may_change else ''}"

    def _marked(self, key: str, text: str) -> str:
        searched = self._searched[key]
        return mark_found(text, searched) if searched else text


def _own_opening(column: ColumnHeading) -> SafeString:
    kind = column.kind or (column.column.field.kind.name if column.column.field else "")
    return format_html(
        '<td data-cell="own" data-kind="{}" data-label="{}"{}>',
        "code" if kind in _CODES else kind,
        column.label,
        SafeString(' data-align="end"' if column.is_at_the_end else ""),
    )


def _own_cell(field: Field | None, opening: SafeString, product: Product) -> SafeString:
    shown = _shown(Fact(field, field.value_of(product))) if field else ""
    return SafeString(f"{opening}{shown}</td>")


def _shown(fact: Fact) -> SafeString:
    if fact.value in (None, ""):
        return SafeString("")
    if isinstance(fact.value, tuple):
        return _members(fact.value)
    if fact.field.kind.name == "choice":
        return _members((str(fact.value),))
    words = fact.words
    if fact.url:
        return format_html(
            '<a class="quiet-link" href="{}" rel="noopener noreferrer" target="_blank" title="{}">{}</a>',
            fact.url,
            words,
            _shortened(words.partition("://")[2]),
        )
    if len(words) > LONGEST:
        return format_html('<span title="{}">{}</span>', words[: 10 * LONGEST], _shortened(words))
    return conditional_escape(words)


def _members(members: tuple[str, ...]) -> SafeString:
    shown = format_html_join("", "<li>{}</li>", ((_shortened(member),) for member in members[:MOST_MEMBERS]))
    more = len(members) - MOST_MEMBERS
    rest = format_html('<li title="{}">+{}</li>', ", ".join(members[MOST_MEMBERS:])[: 10 * LONGEST], more)
    return format_html('<ul class="members" role="list">{}{}</ul>', shown, rest if more > 0 else "")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


_NOT_PRICED = SafeString(
    '<span class="muted" title="not priced yet">–<span class="visually-hidden"> not priced yet</span></span>'
)
_ACTIVE = SafeString('<span class="status" data-status="active">active</span>')
_INACTIVE = SafeString('<span class="status" data-status="inactive">inactive</span>')
