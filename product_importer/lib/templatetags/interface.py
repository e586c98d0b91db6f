"""Tags and filters for every template: icons, moments, sizes, and the bar that shows what became of a file's rows."""

from datetime import UTC, datetime
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from product_importer.lib import humanize
from product_importer.lib.marks import mark_found

register = template.Library()

BAR_WIDTH = 1_000
SMALLEST_PART = 6
"""In thousandths of the bar: thirty rows of a million can still be seen."""


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from the sprite, hidden from screen readers: the words are beside it or in the button's label."""
    return format_html(
        '<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def shown_in(states: str, shown: str) -> SafeString:
    """Attributes of a part that belongs to these states only. Modules read them too, when the state changes.

    `shown`: the state, perhaps with another word for what belongs to it.
    """
    belongs = not {*states.split()}.isdisjoint(shown.split())
    return format_html('data-in="{}"{}', states, "" if belongs else SafeString(" hidden"))


@register.simple_tag
def moment(when: datetime) -> SafeString:
    """A relative time; the exact one on hover."""
    return _moment(when.replace(microsecond=0), timezone.now().replace(microsecond=0))


@register.simple_tag
def coming(when: datetime) -> SafeString:
    """A relative time in the future; the exact one on hover."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        when.isoformat(timespec="seconds"),
        _in_utc(when),
        humanize.ahead_in_words(when, now=timezone.now()),
    )


@register.simple_tag
def exact_moment(when: datetime) -> SafeString:
    """A moment to the second, in UTC; local-times.js turns it into the reader's own time."""
    return format_html(
        '<time datetime="{0}" title="{1}" data-exact>{1}</time>', when.isoformat(timespec="seconds"), _in_utc(when)
    )


def _in_utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%-d %B %Y, %H:%M:%S} UTC"


@lru_cache(maxsize=1_000)
def _moment(when: datetime, now: datetime) -> SafeString:
    """Cached, because many products of a list were changed by the same import."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        when.isoformat(timespec="seconds"),
        _in_utc(when),
        humanize.ago_in_words(when, now=now),
    )


@register.filter
def found(text: str, searched: tuple[str, ...]) -> str:
    """The text with the parts that were searched for marked."""
    return mark_found(text, searched) if searched else text


@register.filter
def size(number: int) -> str:
    return humanize.size_in_words(number)


@register.filter
def duration(seconds: float) -> str:
    return humanize.duration_in_words(seconds)


@register.filter
def span(start: datetime | None, end: datetime | None) -> str:
    """How long from start to end; empty while one of them is missing."""
    return humanize.duration_in_words((end - start).total_seconds()) if start and end else ""


@register.filter
def clock(seconds: float) -> str:
    return humanize.clock(seconds)


@register.filter
def bar_parts(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Outcome, start and width of each part of the bar, in thousandths. As text, so that no separators get in."""
    total = sum(counts.values())
    wanted = {name: max(SMALLEST_PART, number * BAR_WIDTH / total) if number else 0 for name, number in counts.items()}
    scale = BAR_WIDTH / (sum(wanted.values()) or 1)
    parts, start = [], 0.0
    for name, width in wanted.items():
        parts.append((name, f"{start:.1f}", f"{width * scale:.1f}" if width else "0"))
        start += width * scale
    return parts
