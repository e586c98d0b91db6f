"""The questions about a column that says whether products are active. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from products.fields.cells import shorten
from products.imports.looking.column import Column
from products.imports.looking.role import Role


def state_question(label: str, column: Column, role: Role) -> str:
    """What each word of the column is taken to mean."""
    meanings = dict(role.words)
    seen = [word for word in meanings if not word or word in column.words]
    ended = _where([word for word in seen if not meanings[word]])
    active = _where([word for word in seen if meanings[word]])
    parts = [f"not active where “{label}” {ended}"] if ended else []
    parts += [f"active where {'it' if ended else f'“{label}”'} {active}"] if active else []
    unknown = [word for word in column.words if word not in meanings]
    rejected = f" Rows in which it {_where(unknown)} are rejected." if unknown else ""
    return f"Are products {' and '.join(parts)}?{rejected}"


def unread_question(label: str, column: Column) -> str:
    words = ", ".join(f"“{shorten(text)}”" for text in column.words or column.samples)
    return f"What “{label}” means by {words} cannot be told. Is it right to leave it out?"


def _where(words: Sequence[str]) -> str:
    """`says “a” or “b”, or is blank`."""
    quoted = [f"“{shorten(word)}”" for word in words if word]
    says = f"says {', '.join(quoted[:-1])}{' or ' if len(quoted) > 1 else ''}{quoted[-1]}" if quoted else ""
    return " or ".join(filter(None, [says, "is blank" if "" in words else ""]))
