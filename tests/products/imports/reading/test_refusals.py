"""The sentence for each way in which a row cannot be read."""

import pytest

from products.fields.reasons import Reason, Refusal
from products.imports.reading.grammar import Grammar
from products.imports.reading.refusals import refusal


def refused(code: str, *, raw: str = "A1,x", cells: int = 4, columns: int = 3, delimiter: str = ",") -> Refusal:
    return refusal(
        code,
        record_number=7,
        line_number=9,
        raw=raw,
        cells=cells,
        columns=columns,
        grammar=Grammar(delimiter),
        max_record_bytes=2_621_440,
    )


@pytest.mark.parametrize(
    ("case", "code", "beginning"),
    [
        (
            "too_many_cells",
            "too_many_cells",
            "This row has 4 cells, but the header has 3. Put text that contains a comma",
        ),
        ("longer_row", "too_many_cells", "This row has 4 cells, but the first rows of the file all have 3."),
        ("too_few_cells", "too_few_cells", "This row has only 4 of 3 cells; the last ones are missing."),
        ("bad_quote", "bad_quote", "There is text after a closing double quote."),
        ("unclosed_quote", "unclosed_quote", "A cell begins with a double quote that is never closed."),
        ("loose_end", "unclosed_quote", "This line seems to belong to the text of a row above,"),
        ("record_too_long", "record_too_long", "This row is longer than 2.5 MB. Shorten its text."),
        ("nul_byte", "nul_byte", "This row contains NUL bytes,"),
        ("invalid_encoding", "invalid_encoding", "This row contains characters that are not valid UTF-8"),
    ],
)
def test_each_case_has_a_code_and_a_sentence(case: str, code: str, beginning: str) -> None:
    (reason,) = refused(case).reasons

    assert (reason.column, reason.code, reason.value) == (None, code, "A1,x")
    assert reason.message.startswith(beginning)
    assert reason.message.endswith(".")


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "a comma"), (";", "a semicolon"), ("\t", "a tab"), ("|", "a “|”"), ("^", "“^”")]
)
def test_delimiter_is_called_by_its_name(delimiter: str, name: str) -> None:
    (reason,) = refused("too_few_cells", delimiter=delimiter).reasons

    assert reason.message.endswith(f"Add what is missing, or {name} for each empty cell.")


def test_refusal_says_where_the_row_stands() -> None:
    found = refused("bad_quote")

    assert (found.record_number, found.line_number, found.raw) == (7, 9, "A1,x")


def test_refusal_keeps_what_can_be_stored_and_not_too_much_of_it() -> None:
    found = refused("nul_byte", raw="\0\udcff" + "x" * 100_000)

    assert found.raw == "��" + "x" * 65_534
    assert isinstance(found.reasons[0], Reason)
    assert found.reasons[0].value == "��" + "x" * 198
