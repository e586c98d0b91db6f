"""The cells of the list of products that are not the same in every catalogue."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from products.list_columns import ListColumn
from products.models import Product
from products.presenters import Fact

register = template.Library()

LONGEST = 120
"""Characters of a text that a cell shows."""
MOST_MEMBERS = 3
"""Of a list that a cell shows."""
_CODES = frozenset({"barcode"})
"""Kinds that people compare digit by digit."""


@register.simple_tag
def list_cell(product: Product, column: ListColumn) -> SafeString:
    """The cell of a field: written here, since a template would take too long for hundreds of rows."""
    if column.field is None:
        return SafeString("")
    fact = Fact(column.field, column.field.value_of(product))
    kind = column.field.kind.name
    return format_html(
        '<td data-cell="own" data-kind="{}" data-label="{}"{}>{}</td>',
        "code" if kind in _CODES else kind,
        column.label,
        SafeString(' data-align="end"') if column.is_at_the_end else "",
        _shown(fact),
    )


def _shown(fact: Fact) -> SafeString | str:
    if fact.value in (None, ""):
        return ""
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
