"""Texts with the parts that somebody searched for marked."""

import re
from functools import lru_cache

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from product_importer.lib.text import normalised


def mark_found(text: str, searched: tuple[str, ...]) -> SafeString:
    """The text as HTML with every occurrence in a <mark>: in any case, however accents are composed and spaces run."""
    pattern = _pattern(searched)
    if pattern is None:
        return conditional_escape(text)
    parts = pattern.split(normalised("NFC", text))
    shown = [format_html("<mark>{}</mark>", part) if number % 2 else part for number, part in enumerate(parts)]
    return format_html_join("", "{}", ((part,) for part in shown))


@lru_cache(maxsize=100)
def _pattern(searched: tuple[str, ...]) -> re.Pattern[str] | None:
    texts = [normalised("NFC", text).split() for text in searched]
    ways = [r"\s+".join(map(re.escape, words)) for words in texts if words]
    return re.compile(f"({'|'.join(sorted(ways, key=len, reverse=True))})", re.IGNORECASE) if ways else None
