"""The part of a text that differs from another one, marked."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString


class Sides(NamedTuple):
    before: SafeString
    after: SafeString


def marked(before: str, after: str) -> Sides:
    """Both texts, with what stands between their common beginning and their common end in a <mark>."""
    start = _length_alike(before, after)
    end = _length_alike(before[start:][::-1], after[start:][::-1])
    return Sides(_mark(before, start, end), _mark(after, start, end))


def _length_alike(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _mark(text: str, start: int, end: int) -> SafeString:
    """Nothing is marked if all of it differs, or nothing: that would tell nothing."""
    stop = len(text) - end
    if (start == 0 and end == 0) or start >= stop:
        return format_html("{}", text)
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:stop], text[stop:])
