"""The words of a text that differ from another one, marked."""

import re
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

_WORDS = re.compile(r"\s+|[^\s]+")


class Sides(NamedTuple):
    before: SafeString
    after: SafeString


def marked(before: str, after: str) -> Sides:
    """Both texts, with the words between their common beginning and their common end in a <mark>."""
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    return Sides(_mark(one, start, end), _mark(other, start, end))


def _alike(one: list[str], other: list[str]) -> int:
    """How many words at the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _mark(words: list[str], start: int, end: int) -> SafeString:
    """Nothing is marked if all words differ, or none: that would tell nothing."""
    stop = len(words) - end
    if (start == 0 and end == 0) or start >= stop:
        return format_html("{}", "".join(words))
    parts = ("".join(words[:start]), "".join(words[start:stop]), "".join(words[stop:]))
    return format_html("{}<mark>{}</mark>{}", *parts)
