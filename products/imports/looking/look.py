"""The look at a whole file: streamed once, in bounded memory, for one suggestion of what it holds.

A file whose letters are not UTF-8 is read again in the encoding that it seems to have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings

from products.fields.field import Field
from products.fields.headers import meaning_of
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS, Fields
from products.fields.surveys import Survey, survey_of
from products.imports.containers.kinds import SPREADSHEETS
from products.imports.looking import encodings
from products.imports.looking.column import Budget, Column
from products.imports.looking.first_lines import first_lines, telling_lines
from products.imports.looking.found import Found
from products.imports.looking.head import Head, heads
from products.imports.looking.roles import find_roles
from products.imports.looking.suggestion import Seen, Suggesting
from products.imports.reading import Limits, Table, open_table
from products.imports.reading.header_rows import letter
from products.imports.reading.layout import Layout
from products.imports.reading.transcoding import UTF_8

ROWS_KEPT = 3_000
"""The first rows, by which the roles of columns are found and the patterns of rows."""

OpenFile = Callable[[], AbstractContextManager[BinaryIO]]


class _Said(NamedTuple):
    """What a person said already."""

    delimiter: str | None
    encoding: str | None


def look(open_file: OpenFile, *, fields: Fields, options: Mapping[str, Any], go_on: Callable[[], None]) -> Found:
    """What is in the file, and one suggestion. `options`: the job's. `go_on` is called before each chunk.

    Raises FileFailure if the file cannot be read as a table.
    """
    said = _said(options)
    try:
        return _Looking(open_file, fields, said, None).found(go_on)
    except FileFailure as failure:
        if failure.code != "encoding_unknown" or said.encoding:
            raise
        with open_file() as file:
            guess = encodings.guess(telling_lines(file))
        if guess is None:
            raise
    return _Looking(open_file, fields, said, guess).found(go_on)


def _said(options: Mapping[str, Any]) -> _Said:
    if not SPREADSHEETS.isdisjoint(options.get("container") or ()):
        return _Said(",", UTF_8)  # as the text of a sheet is written
    of_recipe = (options.get("mapping") or {}).get("file")
    part = of_recipe if isinstance(of_recipe, Mapping) else {}
    return _Said(options.get("delimiter") or part.get("delimiter"), options.get("encoding") or part.get("encoding"))


class _Looking:
    """One reading of the file."""

    def __init__(self, open_file: OpenFile, fields: Fields, said: _Said, guess: encodings.Guess | None) -> None:
        self._open, self._fields, self._guess = open_file, fields, guess
        self._encoding = guess.encoding if guess else said.encoding
        with open_file() as file:
            lines, named = first_lines(file, self._encoding)
        self._heads = heads(lines, said.delimiter or named)
        self._rows: list[Sequence[str]] = []
        self._surveys: dict[int, Survey] = {}

    def found(self, go_on: Callable[[], None]) -> Found:
        if not self._heads:
            raise FileFailure("no_header", "No table was found in this file: its lines do not have cells in common.")
        head = self._heads[0]
        with self._open() as file:
            table = self._table(file, head)
            columns = _columns(table, head)
            for chunk in table.chunks():
                go_on()
                self._add(columns, [row.cells for row in chunk.rows], head)
        unclear = {index: failure for index, survey in self._surveys.items() if (failure := _doubt(survey))}
        return Suggesting(Seen(head, columns, self._rows, self._fields, self._guess, unclear)).found()

    def _table(self, file: BinaryIO, head: Head) -> Table:
        limits = Limits(
            max_record_bytes=settings.IMPORT_MAX_RECORD_BYTES,
            max_columns=settings.IMPORT_MAX_COLUMNS,
            max_rows=settings.IMPORT_MAX_ROWS,
        )
        layout = Layout(
            delimiter=head.delimiter, encoding=self._encoding, header_rows=head.header_rows, first_row=head.first_row
        )
        return open_table(file, layout=layout, limits=limits)

    def _add(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], head: Head) -> None:
        if not rows:
            return
        cells = [[row[index] if index < len(row) else "" for row in rows] for index in range(len(columns))]
        for column, of_column in zip(columns, cells, strict=True):
            column.add(of_column)
        if len(self._rows) < ROWS_KEPT:
            self._rows += rows[: ROWS_KEPT - len(self._rows)]
            if not self._surveys:
                self._surveys = self._surveys_of(columns, head)
        for index, survey in self._surveys.items():
            survey.add(cells[index])

    def _surveys_of(self, columns: Sequence[Column], head: Head) -> dict[int, Survey]:
        """Those of the columns that may be numbers or dates of ours, as the first rows show."""
        roles = find_roles(columns, self._rows, has_header=head.header_rows > 0)
        fields = {role.column: FIELDS[key] for key, role in roles.items()}
        fields |= {rival: FIELDS["price"] for role in roles.values() for rival in role.rivals if _is_price(role, roles)}
        own = {index: field for index, column in enumerate(columns) if (field := self._own(column.header))}
        return {index: survey for index, field in (own | fields).items() if (survey := survey_of(field))}

    def _own(self, header: str) -> Field | None:
        meaning = meaning_of(header, self._fields)
        field = self._fields[meaning.field] if meaning else None
        return field if field and field.own else None


def _is_price(role: object, roles: Mapping[str, object]) -> bool:
    return roles.get("price") is role


def _columns(table: Table, head: Head) -> list[Column]:
    budget = Budget()
    names = table.header if head.header_rows else [""] * len(table.header)
    return [Column(name, letter(index), budget) for index, name in enumerate(names)]


def _doubt(survey: Survey) -> FileFailure | None:
    try:
        survey.decide()
    except FileFailure as failure:
        return failure
    return None
