"""What a person said about how a file is laid out."""

import re
from dataclasses import dataclass

from products.fields.own_files import REJECTED_COLUMNS


@dataclass(frozen=True, slots=True)
class Layout:
    """None: the content decides."""

    delimiter: str | None = None
    encoding: str | None = None
    quote: str | None = None
    """What stands around cells; an empty text if nothing does."""
    escape: str | None = None
    """What stands before characters that mean themselves; an empty text if nothing does."""
    header_rows: int | None = None
    first_row: int | None = None
    """Where the table begins, as a spreadsheet counts: with its header, or its first row if it has none."""
    names_in: int | None = None
    """Which of the header rows has the names, from 1; None: the cells below one another are joined."""

    def of_file(self, first_line: str) -> "Layout":
        """This one, or ours if the file is one of our rejected rows, however the original was laid out."""
        found = _REJECTED_HEADER.match(first_line)
        return Layout(delimiter=found["delimiter"]) if found else self


_REJECTED_HEADER = re.compile('"?{}"?(?P<delimiter>[,;\t|])"?{}"?(?:(?P=delimiter)|$)'.format(*REJECTED_COLUMNS))

ANY = Layout()
"""Nobody said anything."""
