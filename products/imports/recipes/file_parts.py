"""The part `file` of a recipe. Pure."""

from products.fields.currencies import CODES
from products.imports.reading.dialect import DELIMITERS
from products.imports.reading.transcoding import NAMES, canonical
from products.imports.recipes.document import Part
from products.imports.recipes.recipe import FileOptions

MOST_HEADER_ROWS = 3
LAST_FIRST_ROW = 1_000
QUOTES = ('"', "'", "")
ESCAPES = ("\\", "")

_ALLOWED = (
    *("encoding", "delimiter", "quote", "escape", "header_rows", "first_row", "names_in"),
    *("sheet", "decimal", "dates", "currency"),
)


def file_options(part: Part) -> FileOptions:
    part.refuse_others(_ALLOWED)
    options = FileOptions(
        encoding=_encoding(part),
        delimiter=part.choice("delimiter", DELIMITERS),
        quote=part.choice("quote", QUOTES),
        escape=part.choice("escape", ESCAPES),
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
    if encoding is None:
        return None
    known = canonical(encoding)
    if known is None:
        part.fault("encoding", f"Files cannot be read in this encoding. Give one of {', '.join(NAMES)}.")
    return known


def _currency(part: Part) -> str | None:
    currency = part.text("currency")
    if currency is not None and currency not in CODES:
        part.fault("currency", "Give the code of a currency, such as EUR.")
    return currency
