"""Templates such as `{Title} {Option1 Value}`: texts with the cells of several columns. Pure.

A blank cell goes with the text between it and the one before it. What stands before the first and behind the last cell
stays if any cell is filled. `{{` and `}}` are braces.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_PARTS = re.compile(r"(?P<brace>\{\{|\}\})|\{(?P<column>[^{}]*)\}|(?P<text>[^{}]+)|(?P<lone>[{}])")


class Template(NamedTuple):
    """`texts` has one more than `columns`: what stands before the first, between each two, and behind the last."""

    columns: tuple[str, ...]
    texts: tuple[str, ...]

    def fill(self, pieces: Sequence[str]) -> str:
        """`pieces`: what the cells of `columns` show, empty where they are blank."""
        if not any(pieces):
            return ""
        filled = [self.texts[0]]
        for text, piece in zip(self.texts, pieces, strict=False):
            if piece:
                filled += [text, piece] if len(filled) > 1 else [piece]
        return "".join([*filled, self.texts[-1]])


class InvalidTemplate(ValueError):
    """The sentence that says what is wrong with it."""


def is_template(text: str) -> bool:
    """Whether it is no header, but has braces."""
    return "{" in text or "}" in text


@lru_cache(maxsize=1_000)
def template_of(text: str) -> Template:
    """Raises InvalidTemplate."""
    columns, texts = list[str](), [""]
    for part in _PARTS.finditer(text):
        if part["lone"]:
            raise InvalidTemplate(f"The brace at character {part.start() + 1} has no other one. Write {{{{ or }}}}.")
        if part["column"] is None:
            texts[-1] += part["brace"][0] if part["brace"] else part["text"]
        elif not part["column"].strip():
            raise InvalidTemplate("There are braces without the name of a column between them.")
        else:
            columns.append(part["column"].strip())
            texts.append("")
    if not columns:
        raise InvalidTemplate("It has no column. Name one in braces, such as {Title}.")
    return Template(tuple(columns), tuple(texts))


def columns_in(text: str) -> tuple[str, ...]:
    """The columns that a sound template names."""
    return template_of(text).columns
