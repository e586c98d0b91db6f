"""The look at a whole file: streamed once, in bounded memory, for one suggestion of what it holds.

Files of known systems are told by their first rows, and read as their shape says.

A file whose letters are not UTF-8 is read again in the encoding that it seems to have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.conf import settings

from product_importer.lib.garbage_collector import without_collection
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.header_words import without_common_prefix
from products.fields.headers import meaning_of
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS, Fields
from products.fields.surveys import Survey, survey_of
from products.imports.containers.kinds import Kind
from products.imports.looking import encodings
from products.imports.looking.column import Budget, Column
from products.imports.looking.first_lines import Beginning, OpenFile, first_lines, raw_lines, telling_lines
from products.imports.looking.found import Found
from products.imports.looking.head import Head, heads
from products.imports.looking.known import Known, found_in, known_of
from products.imports.looking.moved_names import is_told, moved_names
from products.imports.looking.roles import find_roles
from products.imports.looking.said import Said, said_in
from products.imports.looking.seen import Seen, doubt
from products.imports.looking.suggestion import Suggesting
from products.imports.looking.wording import cut_question
from products.imports.reading import Limits, RawChunk, Table, open_table
from products.imports.reading.header_rows import letter
from products.imports.reading.layout import Layout

ROWS_KEPT = 3_000
"""The first rows, by which the roles of columns are found and the patterns of rows."""

_SAID_ABOVE = "The header does not line up with the data. "
_MOST_NAMES, _LONGEST_NAME = 12, 40
"""Of a header, in a sentence."""


def look(open_file: OpenFile, *, fields: Fields, options: Mapping[str, Any], go_on: Callable[[], None]) -> Found:
    """What is in the file, and one suggestion. `options`: the job's. `go_on` is called before each chunk.

    Raises FileFailure if the file cannot be read as a table.
    """
    found = _look(open_file, fields=fields, options=options, go_on=go_on)
    if Kind.PRINTED not in (options.get("container") or ()):
        return found
    shown = [column.header or column.samples[0] for column in found.columns if column.filled]
    questions = [cut_question(shown), *found.questions]
    return replace(found, questions=questions, certain=False, key_is_sure=False)


def _look(open_file: OpenFile, *, fields: Fields, options: Mapping[str, Any], go_on: Callable[[], None]) -> Found:
    said = said_in(options)
    looking = _Looking(open_file, fields, said, None)
    try:
        found = looking.found(go_on)
        is_sound = not looking.invalid_lines or (found.certain and not looking.is_in_doubt)
        if said.encoding or is_sound:
            return found
    except FileFailure as failure:
        if failure.code != "encoding_unknown" or said.encoding:
            raise
        found, not_utf_8 = None, failure
    with open_file() as file, open_file() as beginning:
        guess = encodings.guess(telling_lines(file), raw_lines(beginning))
    if guess:
        return _Looking(open_file, fields, said, guess).found(go_on)
    if found:
        return found
    raise not_utf_8


def look_again(open_file: OpenFile, *, fields: Fields, options: Mapping[str, Any], rows: int) -> Found:
    """What the first rows hold if the file is written as the recipe among the options says, encoding and all.

    Raises FileFailure if it cannot be.
    """
    said, part = said_in(options), (options.get("mapping") or {}).get("file", {})
    said = said._replace(first_row=part.get("first_row"), header_rows=part.get("header_rows"))
    return _Looking(open_file, fields, said, None, most_rows=rows).found(_never_mind)


def _never_mind() -> None:
    """Nobody can stop it."""


def recognise(beginning: Beginning, *, fields: Fields, options: Mapping[str, Any]) -> Found | None:
    """What the file of a known system is, by its first rows alone; None if none wrote it, or its keys are blank."""
    said = said_in(options)
    lines, named = beginning.lines(said.encoding)
    known = known_of(lines, said.delimiter or named)
    return found_in(known, fields) if known and known.has_keys else None


class _Looking:
    """One reading of the file."""

    def __init__(
        self, open_file: OpenFile, fields: Fields, said: Said, guess: encodings.Guess | None, *, most_rows: int = 0
    ) -> None:
        """`most_rows`: that are read; 0: all."""
        self._most_rows = most_rows
        self._open, self._fields, self._guess = open_file, fields, guess
        self._encoding = guess.encoding if guess else said.encoding
        with open_file() as file:
            lines, named = first_lines(file, self._encoding)
        delimiter = said.delimiter or named
        known = None if said.where else known_of(lines, delimiter)
        self._known = known if known and known.has_keys else None
        self._heads = [] if self._known else said.head(lines, heads(lines, delimiter))
        self._is_placed = said.where
        self._rows: list[Sequence[str]] = []
        self.invalid_lines = 0
        """Lines that were not in the encoding by which the file was read."""
        self.is_in_doubt = False
        """Whether these are so many that the file is rather in another one."""

    def found(self, go_on: Callable[[], None]) -> Found:
        if self._known:
            return self._found_in_known(self._known, go_on)
        if not self._heads:
            raise FileFailure("no_header", "No table was found in this file: its lines do not have cells in common.")
        head = self._heads[0]
        layout = Layout(
            head.delimiter,
            self._encoding,
            header_rows=head.header_rows,
            first_row=head.first_row,
            names_in=head.names_in,
        )
        try:
            columns, surveys = self._read(layout, lambda columns: self._surveys_of(columns, head), go_on)
        except FileFailure as failure:
            if failure.code != "header_mismatch" or self._is_placed:
                raise
            return self._with_words(self._below_header(head, failure, go_on))
        found = Suggesting(Seen(head, columns, self._rows, self._fields, self._guess, surveys)).found()
        return self._with_words(found)

    def _below_header(self, head: Head, failure: FileFailure, go_on: Callable[[], None]) -> Found:
        """The columns by their letters, for a person to name. What the header says of them is not to be believed."""
        first_row = head.first_row + head.header_rows
        layout = Layout(head.delimiter, self._encoding, header_rows=0, first_row=first_row)
        columns, surveys = self._read(layout, lambda columns: self._surveys_of_moved(columns, head), go_on)
        wrong = failure.message.removeprefix(_SAID_ABOVE)
        if any(column.said for column in columns):
            below = replace(head, first_row=first_row, header_rows=0, names=())
            found = Suggesting(Seen(below, columns, self._rows, self._fields, self._guess, surveys)).found()
            if is_told(found.suggestion.get("fields", {}), head.names, columns):
                question = f"{wrong} Or look at the preview: is each name above what it means?"
                return replace(found, questions=[question, *found.questions], certain=False, key_is_sure=False)
        file = {"delimiter": head.delimiter, "header_rows": 0, "first_row": first_row}
        if self._guess:
            file["encoding"] = self._guess.encoding
        names = ", ".join(shorten(name.strip(), _LONGEST_NAME) or "(no name)" for name in head.names[:_MOST_NAMES])
        return Found(
            columns=[column.found() for column in columns],
            begun={"file": file},
            questions=[f"{wrong} Or say here which column is what: the names in the header are {names}."],
        )

    def _surveys_of_moved(self, columns: Sequence[Column], head: Head) -> Mapping[int, Survey]:
        """Those of columns that are told which of the header's names is theirs, if their values tell."""
        names = moved_names(head.names, columns)
        if names is None:
            return {}
        for column, name in zip(columns, names, strict=True):
            column.said = name
        return self._surveys_of(columns, head)

    def _with_words(self, found: Found) -> Found:
        if self._guess is None:
            return found
        return replace(found, words=[[*pair] for pair in self._guess.words], runner_up=self._guess.runner_up)

    def _found_in_known(self, known: Known, go_on: Callable[[], None]) -> Found:
        part = known.recipe(self._fields)["file"]
        header_rows, first_row = part.get("header_rows", 1), part.get("first_row", 1)
        layout = Layout(
            known.delimiter,
            self._encoding,
            header_rows=header_rows,
            first_row=first_row,
            names_in=part.get("names_in"),
        )
        sources = _plain_sources(known.recipe(self._fields)["fields"])
        columns, surveys = self._read(layout, lambda columns: self._surveys_by_name(columns, sources), go_on)
        keys = {name: key for key, name in sources.items()}
        unclear = {
            keys[columns[index].header.strip()]: failure
            for index, survey in surveys.items()
            if (failure := doubt(survey))
        }
        return self._with_words(found_in(known, self._fields, columns, encoding=self._guess, unclear=unclear))

    def _read(
        self,
        layout: Layout,
        surveys_of: Callable[[Sequence[Column]], Mapping[int, Survey]],
        go_on: Callable[[], None],
    ) -> tuple[Sequence[Column], Mapping[int, Survey]]:
        """The columns of the whole file, and the surveys of some, chosen when the first rows are known."""
        surveys: Mapping[int, Survey] | None = None
        with self._open() as file, without_collection():
            table = open_table(file, layout=layout, limits=_limits())
            columns = _columns(table)
            for chunk in self._chunks(table):
                go_on()
                if not chunk.rows:
                    continue
                cells = self._add(columns, chunk)
                surveys = surveys_of(columns) if surveys is None else surveys
                for index, survey in surveys.items():
                    survey.add(columns[index].numbers(cells[index]))
                del chunk, cells  # or they would be kept while the next ones are read
            self.invalid_lines, self.is_in_doubt = table.invalid_lines, table.is_encoding_in_doubt
        return columns, surveys or {}

    def _add(self, columns: Sequence[Column], chunk: RawChunk) -> Sequence[Sequence[str]]:
        """Look at the rows of a chunk. Returns the cells of each column."""
        rows = [row.cells for row in chunk.rows]
        cells = _by_column(rows, len(columns))
        for column, of_column in zip(columns, cells, strict=True):
            column.add(of_column)
        self._rows += rows[: ROWS_KEPT - len(self._rows)]
        return cells

    def _chunks(self, table: Table) -> Iterator[RawChunk]:
        return islice(table.chunks(self._most_rows), 1) if self._most_rows else table.chunks()

    def _surveys_of(self, columns: Sequence[Column], head: Head) -> dict[int, Survey]:
        """Those of the columns that may be numbers or dates of ours, as the first rows show."""
        roles = find_roles(columns, self._rows, has_header=head.header_rows > 0)
        fields = {role.column: FIELDS[key] for key, role in roles.items()}
        if price := roles.get("price"):
            fields |= dict.fromkeys(price.rivals, FIELDS["price"])
        own = {index: field for index, column in enumerate(columns) if (field := self._own(column.header))}
        return {index: survey for index, field in (own | fields).items() if (survey := survey_of(field))}

    def _surveys_by_name(self, columns: Sequence[Column], sources: Mapping[str, str]) -> dict[int, Survey]:
        places = {column.header.strip(): index for index, column in enumerate(columns)}
        wanted = {places[name]: self._fields[key] for key, name in sources.items() if name in places}
        return {index: survey for index, field in wanted.items() if (survey := survey_of(field))}

    def _own(self, header: str) -> Field | None:
        meaning = meaning_of(header, self._fields)
        field = self._fields[meaning.field] if meaning else None
        return field if field and field.own else None


def _plain_sources(fields: Mapping[str, Any]) -> dict[str, str]:
    """Field → the column that it is taken from as it is, or first of all."""
    named = {key: part if isinstance(part, str) else part.get("from") for key, part in fields.items()}
    return {key: name for key, name in named.items() if name}


def _by_column(rows: Sequence[Sequence[str]], width: int) -> Sequence[Sequence[str]]:
    """The cells of each column; rows may be shorter or longer than the header."""
    if min(map(len, rows)) >= width:
        return [*zip(*rows, strict=False)][:width]
    return [[row[index] if index < len(row) else "" for row in rows] for index in range(width)]


def _columns(table: Table) -> list[Column]:
    budget = Budget()
    names = table.header if table.header_rows else [""] * len(table.header)
    said = without_common_prefix(names)
    return [Column(name, letter(index), budget, said[index]) for index, name in enumerate(names)]


def _limits() -> Limits:
    return Limits(
        max_record_bytes=settings.IMPORT_MAX_RECORD_BYTES,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_rows=settings.IMPORT_MAX_ROWS,
    )
