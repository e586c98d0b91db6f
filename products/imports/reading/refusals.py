"""The sentences for rows that cannot be read: what is wrong, then what to do."""

from functools import lru_cache

from products.fields.cells import MAX_VALUE_LENGTH
from products.fields.reasons import MAX_RAW_LENGTH, Reason, Refusal
from products.imports.reading.decoder import printable
from products.imports.reading.grammar import Grammar

_SENTENCES = {
    "too_many_cells": (
        "This row has {cells} cells, but the header has {columns}. Put text that contains {delimiter} in double quotes."
    ),
    "longer_row": (
        "This row has {cells} cells, but the first rows of the file all have {columns}. "
        "Write all rows with as many cells as the header."
    ),
    "lone_long_row": (
        "This row has {cells} cells, but the header has {columns}, and hardly any other row is as long: a value may "
        "be in the wrong column. Put text that contains {delimiter} in double quotes, or remove the extra one."
    ),
    "unusual_length": (
        "This row has {cells} cells, which is not usual in this file: a value may be in the wrong column. "
        "Put text that contains {delimiter} in double quotes, and write all rows with {columns} cells."
    ),
    "moved_cells": (
        "Values of this row seem to be in the wrong columns. Put text that contains {delimiter} in double quotes, "
        "and add {delimiter} where it is missing between two values."
    ),
    "torn_row": (
        "A line break seems to have cut this row in two. Put text with line breaks in double quotes, "
        "or join the two lines."
    ),
    "split_number": (
        "A comma seems to split a number in this row in two, as there is text in a column without a name. "
        "Put numbers with a comma in double quotes, or name that column."
    ),
    "second_header": (
        "This row is a header, but its columns or their order differ from the first header. "
        "Put it and the rows below it in a separate file."
    ),
    "second_table": (
        "This row belongs to a second table, whose columns or their order differ from the first one. "
        "Put that table in a separate file, or arrange its columns like those of the first one."
    ),
    "too_few_cells": (
        "This row has only {cells} of {columns} cells; the last ones are missing. "
        "Add what is missing, or {delimiter} for each empty cell."
    ),
    "bad_quote": (
        'There is text after a closing double quote. Write each double quote inside a quoted cell twice ("").'
    ),
    "lost_delimiter": (
        "A double quote inside a cell shows that {delimiter} is missing before it. Add it, "
        'or put that cell in double quotes and write each double quote inside twice ("").'
    ),
    "bad_escape": (
        "There is a backslash in this row that does not stand before a quote, {delimiter} or another backslash, so it "
        "is not known what it means. Remove it, or write it twice."
    ),
    "unclosed_quote": (
        "A cell begins with a double quote that is never closed. Close it, or remove it; "
        "the following rows have been read as usual."
    ),
    "loose_end": (
        "This line seems to belong to the text of a row above, whose double quote is never closed. "
        "Close the quote there."
    ),
    "record_too_long": "This row is longer than {megabytes} MB. Shorten its text.",
    "nul_byte": "This row contains NUL bytes, so some of its text is damaged. Type the row again.",
    "invalid_encoding": ("This row contains characters that are not valid UTF-8 (shown as �). Type them again."),
}
_KINDS_OF = {
    "longer_row": "too_many_cells",
    "lone_long_row": "too_many_cells",
    "unusual_length": "too_many_cells",
    "moved_cells": "too_many_cells",
    "torn_row": "too_few_cells",
    "split_number": "too_many_cells",
    "lost_delimiter": "bad_quote",
    "bad_escape": "bad_quote",
    "loose_end": "unclosed_quote",
    "second_header": "second_table",
}
"""Cases with a sentence of their own and the code of another one."""

_DELIMITER_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a “|”"}


def refusal(
    code: str,
    *,
    record_number: int,
    line_number: int,
    raw: str,
    cells: int,
    columns: int,
    grammar: Grammar,
    max_record_bytes: int,
) -> Refusal:
    """The refused row. `cells` is how many it has, `columns` how many it should have."""
    message = _sentence(code, cells, columns, grammar.delimiter, max_record_bytes)
    if grammar.quote == "'":
        message = message.replace("double quote", "single quote").replace('""', "''")
    code = _KINDS_OF.get(code, code)
    text = printable(raw[:MAX_RAW_LENGTH])
    return Refusal(record_number, line_number, text, (Reason(None, code, text[:MAX_VALUE_LENGTH], message),))


@lru_cache(maxsize=1_000)
def _sentence(code: str, cells: int, columns: int, delimiter: str, max_record_bytes: int) -> str:
    return _SENTENCES[code].format(
        cells=cells,
        columns=columns,
        delimiter=_DELIMITER_NAMES.get(delimiter, f"“{delimiter}”"),
        megabytes=f"{max_record_bytes / 1024 / 1024:g}",
    )
