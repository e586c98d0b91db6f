"""Why a file or a row is refused, in the two shapes that every step of an import shares.

The codes are a closed list, written down in docs/csv-format.md. A message is one sentence or two for a
merchant: what is wrong, then what to do.
"""

from typing import NamedTuple

from product_importer.lib.failures import Failure

MAX_RAW_LENGTH = 65_536
"""Characters of a refused record that are kept."""


class FileFailure(Failure):
    """The whole file is refused and nothing of it is written. `code` is one of docs/csv-format.md."""


class Reason(NamedTuple):
    """One thing that is wrong with one row."""

    column: str | None
    """The field (`sku`, `price`, …), or None if the row as a whole is meant."""
    code: str
    value: str
    """The offending text, cut to 200 characters."""
    message: str


class Refusal(NamedTuple):
    """A row that is not written, and every reason why."""

    record_number: int
    """The row in a spreadsheet; the header is 1."""
    line_number: int
    """The physical line on which the record begins; the first line of the file is 1."""
    raw: str
    """The record as it stands in the file, without its line end, cut to MAX_RAW_LENGTH."""
    reasons: tuple[Reason, ...]
