"""What a person said already of how a file is written, and where its table is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from products.imports.containers.kinds import SPREADSHEETS
from products.imports.looking.head import Head, head_at
from products.imports.reading.transcoding import UTF_8


class Said(NamedTuple):
    """None: nobody said."""

    delimiter: str | None
    encoding: str | None
    first_row: int | None = None
    header_rows: int | None = None

    @property
    def where(self) -> bool:
        """Whether it was said where the table is."""
        return self.first_row is not None or self.header_rows is not None

    def head(self, lines: Sequence[str], likely: Sequence[Head]) -> list[Head]:
        """The likely heads, or the one that was said; what was not said is as in the likeliest."""
        if not self.where:
            return [*likely]
        best = likely[0] if likely else Head(self.delimiter or ",", 1, 1, (), ())
        first_row = best.first_row if self.first_row is None else self.first_row
        header_rows = best.header_rows if self.header_rows is None else self.header_rows
        return [head_at(lines, self.delimiter or best.delimiter, first_row=first_row, header_rows=header_rows)]


def said_in(options: Mapping[str, Any]) -> Said:
    """`options`: the job's."""
    if not SPREADSHEETS.isdisjoint(options.get("container") or ()):
        return Said(",", UTF_8)  # as the text of a sheet is written
    of_recipe = (options.get("mapping") or {}).get("file")
    part = of_recipe if isinstance(of_recipe, Mapping) else {}
    return Said(options.get("delimiter") or part.get("delimiter"), options.get("encoding") or part.get("encoding"))
