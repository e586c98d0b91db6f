"""What a file comes in, by its first bytes. Its name says nothing: people rename files. Pure."""

import re
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    GZIP = "gzip"
    ZIP = "zip"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    PRINTED = "printed"


SPREADSHEETS = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS})
ARCHIVES = frozenset({Kind.GZIP, Kind.ZIP})

HEAD_BYTES = 64 * 1024
"""So many of the first bytes tell."""

IN_WORDS = {
    Kind.TEXT: "a text file",
    Kind.GZIP: "a gzip archive",
    Kind.ZIP: "a zip archive",
    Kind.XLSX: "an Excel workbook (.xlsx)",
    Kind.XLS: "an old Excel workbook (.xls)",
    Kind.ODS: "an OpenDocument spreadsheet (.ods)",
    Kind.PRINTED: "a printed list with its columns at fixed places",
}

_MARKS = (
    (b"\x1f\x8b", Kind.GZIP),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.XLS),
)
_FIRST_NAMES = (
    (re.compile(rb"PK\x03\x04(?s:.{26})mimetypeapplication/vnd\.oasis\.opendocument\.spreadsheet"), Kind.ODS),
    (re.compile(rb"PK\x03\x04(?s:.{22,200}?)(?:\[Content_Types\]\.xml|_rels/\.rels|xl/|docProps/)"), Kind.XLSX),
)


def kind_of(head: bytes) -> Kind:
    """TEXT for whatever is neither an archive nor a spreadsheet. A workbook is a zip archive until one looks inside."""
    return next((kind for mark, kind in _MARKS if head.startswith(mark)), Kind.TEXT)


def kind_inside(head: bytes) -> Kind:
    """The same for a file inside an archive, of which only the beginning is known: its first name tells workbooks."""
    kind = kind_of(head)
    if kind is Kind.ZIP:
        return next((workbook for names, workbook in _FIRST_NAMES if names.match(head)), Kind.ZIP)
    return kind


def in_words(layers: list[str]) -> str:
    """“an Excel workbook (.xlsx) in a zip archive”, for layers from the outermost to the innermost."""
    return " in ".join(IN_WORDS[Kind(layer)] for layer in reversed(layers))
