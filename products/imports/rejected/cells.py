"""A refused row's text → its cells under the header of its file, and whether they are known for certain."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, NamedTuple, TypeAlias

from products.fields.own_files import Origin
from products.fields.reasons import MAX_RAW_LENGTH, FileFailure
from products.imports import source
from products.imports.models import RejectedRow
from products.imports.reading.escapes import grammar_of
from products.imports.reading.formulas import whole_formulas
from products.imports.reading.grammar import USUAL_QUOTE, Grammar
from products.imports.source_table import TableFacts, facts_of, filled_rows, recipe_of, table_of
from products.jobs.models import ImportJob

_BEYOND = 2**63
"""Greater than any record number."""
_OF_THE_CATALOGUE = "attributes_too_large"
"""A reason that is no single cell's, and yet none of reading."""

log = logging.getLogger(__name__)


CellsOf: TypeAlias = Callable[[int], list[str] | None]
"""The cells of the row with a number; rows are asked for in order. None if it could not be read, or is not needed."""


class Layout(NamedTuple):
    """The columns of a job's file and how its rows are written."""

    header: list[str]
    grammar: Grammar
    origin: Origin

    @property
    def is_rejected(self) -> bool:
        """Whether the file is one of rejected rows itself, with columns of ours."""
        return self.origin is Origin.REJECTED


class Cells(NamedTuple):
    cells: list[str]
    """As many as the header has, or more."""
    well_formed: bool
    """Whether the text is one record by the rules, so that these are surely its cells."""


def layout_of(job: ImportJob) -> Layout | None:
    """None if neither the file is there nor what the job has kept of it.

    What was taken out of a container is not there any longer: the job has kept what is needed.
    """
    facts = job.options.get("table") or _facts_in_file(job)
    if facts is None:
        return None
    grammar = grammar_of(facts["delimiter"], facts.get("quote", USUAL_QUOTE), facts.get("escape", ""))
    return Layout(facts["header"], grammar, Origin(facts["origin"]))


def table_facts(layout: Layout) -> TableFacts:
    """For a job that has such rows and no file."""
    return facts_of(layout.header, layout.grammar, layout.origin)


def split(row: RejectedRow, layout: Layout) -> Cells:
    """The cells as written, at least as many as the header has; the text between delimiters if the quotes are bad."""
    lines = row.raw.split("\n")
    width = len(layout.header)
    record = layout.grammar.read_record(lines, 0, widest=width, longest=2 * len(row.raw))
    well_formed = record.problem is None and record.stop == len(lines)
    if well_formed and (whole := whole_formulas(row.raw, record.cells, layout.grammar, width)):
        return Cells(whole, True)
    cells = record.cells if well_formed else row.raw.split(layout.grammar.delimiter)
    return Cells([*cells, *[""] * (width - len(cells))], well_formed)


def is_cut(row: RejectedRow) -> bool:
    """Whether not all of its text is kept."""
    return len(row.raw) == MAX_RAW_LENGTH


def is_unreadable(row: RejectedRow) -> bool:
    """Whether reading refused the row as a whole: its cells are a guess."""
    as_a_whole = (error["code"] for error in row.errors if error["column"] is None)
    return any(code != _OF_THE_CATALOGUE for code in as_a_whole)


def filled(job: ImportJob) -> CellsOf:
    """What rows are with what they have from those above, which may be no refused ones; None if they add nothing."""
    return _in_order(_filled_rows(job, all_files=False))


def in_file(job: ImportJob) -> CellsOf:
    """What rows are in the file, where not all of their text is kept."""
    return _in_order(_filled_rows(job, all_files=True))


def _in_order(rows: Iterator[tuple[int, list[str]]]) -> CellsOf:
    last = (0, list[str]())

    def cells_of(record_number: int) -> list[str] | None:
        nonlocal last
        while last[0] < record_number:
            last = next(rows, (_BEYOND, []))
        return last[1] if last[0] == record_number else None

    return cells_of


def _facts_in_file(job: ImportJob) -> dict[str, Any] | None:
    try:
        with source.opened(job) as file:
            table = table_of(job, file, recipe_of(job))
            return asdict(facts_of(table.header, table.grammar, table.origin))
    except (FileFailure, OSError) as error:
        log.info("The columns of the refused rows of job %s are not known: %s", job.id, error)
        return None


def _filled_rows(job: ImportJob, *, all_files: bool) -> Iterator[tuple[int, list[str]]]:
    try:
        recipe = recipe_of(job)
        if all_files or recipe.rows.fill_down:
            with source.opened(job) as file:
                yield from filled_rows(table_of(job, file, recipe), recipe)
    except (FileFailure, OSError) as error:
        log.info("The refused rows of job %s are taken as they are in the file: %s", job.id, error)
