"""UTF-8 to text, with or without a byte order mark; `transcoding` makes UTF-8 of everything else.

A line that is not UTF-8 is decoded with lone surrogates in place of its bad bytes, so that its structure
can still be read; the record is refused later. Counting lines tells damage from another encoding:
in a file with another encoding, hardly any line with non-ASCII bytes is valid UTF-8. A few bad lines among many
that are plain ASCII are damage too: there the others cannot tell.
"""

import codecs
import re
from collections.abc import Iterable

from products.fields.reasons import FileFailure

INVALID = re.compile("[\udc80-\udcff]")
"""What a byte that is not UTF-8 becomes."""

_DECIDED_AFTER = 20
"""Invalid lines after which a file may be given up before its end."""
_FEW = 10
"""Fewer invalid lines are damage if they are less than half of all."""
_ENOUGH_TO_ASK, _ONE_IN = 3, 10
"""So many invalid lines are worth a question, where one is asked anyway, if one in ten lines is invalid."""


def refuse_unknown_encodings(head: bytes, encoding: str | None, *, is_known: bool) -> None:
    """Raise `encoding_unknown` for an encoding that a person named and nobody knows, and for UTF-32."""
    if encoding is not None and not is_known:
        raise _unknown(f"The encoding “{encoding}” is not supported.")
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _unknown("This file is saved as UTF-32.")


class Decoder:
    """Decodes blocks of whole lines and counts the lines that are not UTF-8."""

    def __init__(self, encoding: str = "UTF-8") -> None:
        """`encoding`: what the file was read as, in words."""
        self._encoding = encoding
        self.lines = 0
        self.non_ascii_lines = 0
        self.invalid_lines = 0
        self.first_invalid_line = 0
        """Its number in the file, from 1. 0: none is invalid so far."""

    def decode(self, block: bytes) -> tuple[str, bool]:
        """The text, and whether some of it was not UTF-8."""
        try:
            return block.decode("utf-8"), False
        except UnicodeDecodeError:
            return block.decode("utf-8", "surrogateescape"), True

    def count(self, lines: list[str], *, invalid: bool) -> None:
        """Count the lines of a block. `invalid`: what `decode` said of it."""
        self.non_ascii_lines += len(lines) - sum(map(str.isascii, lines))
        if invalid:
            bad = [number for number, line in enumerate(lines, self.lines + 1) if INVALID.search(line)]
            self.invalid_lines += len(bad)
            self.first_invalid_line = self.first_invalid_line or bad[0]
        self.lines += len(lines)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the lines are rather in another encoding than damaged."""
        many = self.invalid_lines >= _ENOUGH_TO_ASK and self.invalid_lines * _ONE_IN >= self.lines
        return many and self.invalid_lines * 4 > self.non_ascii_lines

    def judge(self, *, at_end: bool) -> None:
        """Raise `encoding_unknown` if more than a quarter of the non-ASCII lines are invalid and these are not few.

        Before the end of the file it takes 20 of them, so that a damaged row near the top does not cost the file.
        """
        many = self.invalid_lines >= (_FEW if at_end else _DECIDED_AFTER)
        most = at_end and self.invalid_lines * 2 >= self.lines
        if self.invalid_lines * 4 > self.non_ascii_lines and (many or most):
            raise _unknown(
                f"This file is not saved as {self._encoding}, so its accented letters cannot be read safely. "
                f"The first one is on line {self.first_invalid_line:,}."
            )


def refuse_damaged_header(cells: Iterable[str], line_number: int) -> None:
    """Raise `encoding_unknown` if a column's name has bytes that are not UTF-8: it cannot be told what it holds."""
    if any(map(INVALID.search, cells)):
        raise _unknown(
            f"The header, on line {line_number:,}, contains letters that are not saved as UTF-8, "
            "so the column names cannot be read safely."
        )


def printable(text: str) -> str:
    """`text` as the database can store it: with U+FFFD for each NUL and each byte that was not UTF-8."""
    if text.isascii() and "\0" not in text:
        return text
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return INVALID.sub("\N{REPLACEMENT CHARACTER}", text)


def _unknown(what: str) -> FileFailure:
    return FileFailure(
        "encoding_unknown",
        f"{what} Open it in a spreadsheet program, save it as “CSV UTF-8” and upload that file.",
    )
