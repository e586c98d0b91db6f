"""A workbook → the CSV text of one of its sheets, by a process of its own (`sheet_process`)."""

import errno
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from product_importer.lib.humanize import size_in_words
from products.fields.reasons import FileFailure
from products.imports.containers import sheet_failures
from products.imports.containers.kinds import Kind
from products.imports.containers.limits import Limits
from products.imports.containers.unpacking import disk_full

LOOK_EVERY_SECONDS = 0.25
"""So often it is asked whether the sheet is still wanted."""

log = logging.getLogger(__name__)


class SheetName(NamedTuple):
    name: str
    is_hidden: bool


@dataclass(frozen=True)
class SheetFacts:
    """What is known of the sheet that was read, apart from its text."""

    sheet: str
    others: list[str]
    """Further sheets with a table, if nobody said which one to read."""
    points: list[int]
    """Columns of numbers, counted from 0: `1.250` has a decimal point there."""
    joined: list[tuple[str, int]] = field(default_factory=list)
    """Further sheets that were read behind it, as their columns are the same, and the row where each begins."""
    hidden_rows: int = 0
    hidden_columns: int = 0


class ReaderDied(Exception):
    """Something outside ended the process: the file is not at fault."""


def write_text(
    book: Path, kind: Kind, text: Path, *, sheet: str, limits: Limits, go_on: Callable[[], None]
) -> SheetFacts:
    """Write the sheet with this name, or the first with a table, to `text`. `go_on` raises to stop.

    The book's name ends in its kind: without that the reader tries them all and does not tell what was wrong.

    Raises FileFailure `too_large`, `spreadsheet_invalid`, `unknown_sheet`, `empty_file` or `disk_full`; ReaderDied.
    """
    told = _ask(_request(book, kind, limits, text=text, sheet=sheet), go_on)
    joined, hidden = [(name, row) for name, row in told["joined"]], told["hidden"]
    facts = SheetFacts(told["sheet"], told.get("others", []), told["points"], joined)
    return replace(facts, hidden_rows=hidden["rows"], hidden_columns=hidden["columns"])


def sheets(book: Path, kind: Kind, *, limits: Limits, go_on: Callable[[], None]) -> list[SheetName]:
    """Those with cells, hidden ones last. Raises as `write_text` does."""
    return [SheetName(*each) for each in _ask(_request(book, kind, limits), go_on)["sheets"]]


def _request(book: Path, kind: Kind, limits: Limits, *, text: Path | None = None, sheet: str = "") -> dict[str, object]:
    return {
        "parent": os.getpid(),
        "book": str(book),
        "kind": kind.value,
        "text": str(text) if text else None,
        "sheet": sheet,
        "most_cells": limits.cells,
        "most_text_bytes": limits.unpacked_bytes,
        "memory_bytes": limits.memory_bytes,
    }


def _ask(request: dict[str, object], go_on: Callable[[], None]) -> dict[str, Any]:
    process = subprocess.Popen(
        [sys.executable, "-m", "products.imports.containers.sheet_process"],
        cwd=settings.BASE_DIR,
        env={"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        answer, errors = _wait(process, json.dumps(request).encode(), go_on)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    told: dict[str, Any] = {}
    for line in answer.splitlines():
        told |= json.loads(line)
    return _judged(told, process.returncode, errors.decode(errors="replace"))


def _wait(process: subprocess.Popen[bytes], request: bytes, go_on: Callable[[], None]) -> tuple[bytes, bytes]:
    given: bytes | None = request
    while True:
        go_on()
        try:
            return process.communicate(given, timeout=LOOK_EVERY_SECONDS)
        except subprocess.TimeoutExpired:
            given = None


def _judged(told: dict[str, Any], status: int, errors: str) -> dict[str, Any]:
    """The answer, if there is one: what happens while further sheets are looked at costs nothing."""
    if "code" in told:
        raise FileFailure(told["code"], told["message"])
    if "errno" in told:
        raise _cannot_write(told["errno"])
    if "sheet" in told or "sheets" in told:
        return told
    log.warning("The process that reads a workbook ended with status %d: %s", status, errors[-1_000:])
    if status in {sheet_failures.OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGSEGV}:
        raise sheet_failures.too_much_memory()
    if status == -signal.SIGXCPU:
        raise sheet_failures.too_long()
    raise ReaderDied(f"The process that reads a workbook ended with status {status}.")


def _cannot_write(number: int) -> Exception:
    if number == errno.EFBIG:
        most = size_in_words(settings.IMPORT_MAX_BYTES)
        return FileFailure("too_large", f"The text of this sheet is larger than the limit of {most}. Split the sheet.")
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full()
    return OSError(number, os.strerror(number))
