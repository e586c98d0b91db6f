"""What a person writes into a cell of a refused row, as the file would have it. Pure but for the limit."""

from collections.abc import Mapping, Sequence

from django.conf import settings

from product_importer.lib.humanize import size_in_words
from product_importer.lib.text import is_storable
from products.fields.cells import shorten


class InvalidCells(Exception):
    """Header, or `cells` → what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


def written(text: str) -> str:
    """Line ends are LF, as in cells that were read."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def changed(cells: Sequence[str], edits: Mapping[str, str], header: Sequence[str]) -> list[str]:
    """The cells with those under these headers replaced. Raises InvalidCells."""
    faults = {name: fault for name in edits if (fault := _fault_of_header(name, header))}
    if faults:
        raise InvalidCells(faults)
    places = {header.index(name): text for name, text in edits.items()}
    result = [written(places.get(index, cell)) for index, cell in enumerate(cells)]
    refuse_unstorable(result, header)
    return result


def whole(cells: Sequence[str], header: Sequence[str]) -> list[str]:
    """All cells of a row. Raises InvalidCells."""
    if len(cells) != len(header):
        sentence = f"Give all {len(header):,} cells of the row, in the order of the file's columns: got {len(cells):,}."
        raise InvalidCells({"cells": sentence})
    result = [*map(written, cells)]
    refuse_unstorable(result, header)
    return result


def refuse_unstorable(cells: Sequence[str], header: Sequence[str]) -> None:
    """Raise InvalidCells for what no cell of a file could hold."""
    most = settings.IMPORT_MAX_RECORD_BYTES
    if sum(map(len, cells)) > most or len("".join(cells).encode("utf-8", "replace")) > most:
        raise InvalidCells({"cells": f"A row can have at most {size_in_words(most)} of text. Shorten it."})
    faults = {
        header[index] if index < len(header) else "cells": _UNSTORABLE
        for index, cell in enumerate(cells)
        if not is_storable(cell)
    }
    if faults:
        raise InvalidCells(faults)


def _fault_of_header(name: str, header: Sequence[str]) -> str:
    times = header.count(name)
    if times == 1:
        return ""
    if times:
        return f"{times} columns are called “{shorten(name)}”. Give all cells of the row as a list."
    return f"The file has no column “{shorten(name)}”."


_UNSTORABLE = "This contains characters that cannot be stored."
