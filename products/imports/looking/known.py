"""What is found in a file that a known system wrote: its shape says how it is read. Pure but for reading shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports.looking.column import Column
from products.imports.looking.encodings import Guess
from products.imports.looking.found import Found
from products.imports.looking.head_rows import rows_of
from products.imports.looking.wording import encoding_in_words, encoding_question, format_guess
from products.imports.reading.dialect import DELIMITERS
from products.imports.recipes.shapes import Shape, shape_of

LINES_OF_HEADERS, ROWS_SHOWN = 30, 1_000
"""The first lines of the file, by which shapes are told, and those by which they are judged."""


@dataclass(frozen=True, slots=True)
class Known:
    """A shape, and the delimiter by which it was told."""

    shape: Shape
    delimiter: str

    def recipe(self, fields: Fields) -> dict[str, Any]:
        said = self.shape.recipe_for(fields=fields)
        return said | {"file": {"delimiter": self.delimiter, **said.get("file", {})}}

    @property
    def has_keys(self) -> bool:
        """Whether the shape knows where SKUs are, sure or not. If it does not, the file is looked at as any other."""
        return self.shape.key_is_sure or bool(self.shape.questions())


def known_of(lines: Sequence[str], delimiter: str | None) -> Known | None:
    """The shape of a file that begins with these lines, if one is known."""
    for each in [delimiter] if delimiter else DELIMITERS:
        if shape_of(_rows(lines[:LINES_OF_HEADERS], each)) and (shape := shape_of(_rows(lines[:ROWS_SHOWN], each))):
            return Known(shape, each)
    return None


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    return [row.cells for row in rows_of(lines, delimiter)]


def found_in(
    known: Known,
    fields: Fields,
    columns: Sequence[Column] = (),
    *,
    encoding: Guess | None = None,
    unclear: Mapping[str, FileFailure] | None = None,
) -> Found:
    """`unclear`: fields whose numbers or dates can be read in two ways."""
    shape, recipe, reasons = known.shape, known.recipe(fields), known.shape.reasons(fields)
    questions = shape.questions()
    if encoding:
        recipe["file"] |= {"encoding": encoding.encoding}
        reasons["file.encoding"] = encoding_in_words(encoding)
        questions.insert(0, encoding_question(encoding))
    for failure in (unclear or {}).values():
        guess, question = format_guess(failure, known.delimiter)
        recipe["file"] |= guess
        questions.append(question)
    return Found(
        columns=[column.found() for column in columns],
        suggestion=recipe,
        reasons=reasons,
        questions=questions,
        certain=shape.key_is_sure and not questions,
        key_is_sure=shape.key_is_sure,
        shape=shape.name,
        new_without_price=shape.new_without_price,
    )
