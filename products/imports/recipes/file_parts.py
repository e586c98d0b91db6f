"""The part `file` of a recipe. Pure."""

import re

from products.fields.currencies import CODES
from products.imports.reading.dialect import DELIMITERS
from products.imports.recipes.document import Part
from products.imports.recipes.recipe import FileOptions

MOST_HEADER_ROWS = 3
LAST_FIRST_ROW = 1_000
QUOTES = ('"', "'", "")

_ALLOWED = (
    *("encoding", "delimiter", "quote", "header_rows", "first_row", "names_in"),
    *("sheet", "decimal", "dates", "currency"),
)
_ENCODING = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


def file_options(part: Part) -> FileOptions:
    part.refuse_others(_ALLOWED)
    options = FileOptions(
        encoding=_encoding(part),
        delimiter=part.choice("delimiter", DELIMITERS),
        quote=part.choice("quote", QUOTES),
        header_rows=part.number("header_rows", least=0, most=MOST_HEADER_ROWS),
        first_row=part.number("first_row", least=1, most=LAST_FIRST_ROW),
        names_in=part.number("names_in", least=1, most=MOST_HEADER_ROWS),
        sheet=part.text("sheet"),
        decimal=part.choice("decimal", (".", ",")),
        dates=part.choice("dates", ("DMY", "MDY", "YMD")),
        currency=_currency(part),
    )
    if options.names_in and options.names_in > (1 if options.header_rows is None else options.header_rows):
        part.fault("names_in", "There are not so many header rows.")
    return options


def _encoding(part: Part) -> str | None:
    encoding = part.text("encoding")
    if encoding is not None and not _ENCODING.fullmatch(encoding):
        part.fault("encoding", "Give the name of an encoding, such as utf-8 or cp1252.")
    return encoding


def _currency(part: Part) -> str | None:
    currency = part.text("currency")
    if currency is not None and currency not in CODES:
        part.fault("currency", "Give the code of a currency, such as EUR.")
    return currency
