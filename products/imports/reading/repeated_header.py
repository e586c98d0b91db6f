"""The header again, further down, as in a file that was put together from several.

Such a line must not become a product named “name”, whatever its case, padding or quotes. Most blocks of lines have
none, and one look at their text as a whole shows that.
"""

import re
from collections.abc import Sequence

from products.fields.headers import normalise


class RepeatedHeader:
    """Recognises the header of a file when it comes again."""

    def __init__(self, header: Sequence[str]) -> None:
        self._names = _names(header)
        self._column, self._word = max(_words(header), key=lambda word: len(word[1]))
        self._spellings = {self._word, self._word.upper(), self._word.title()}

    def among(self, raws: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
        """The indexes of the records, given as written and as cells, that say what the header says."""
        text = "\n".join(raws)
        if not any(spelling in text for spelling in self._spellings):
            return []
        column, word = self._column, self._word
        return [
            index
            for index, record in enumerate(cells)
            if len(record) > column and word in record[column].lower() and _names(record) == self._names
        ]


def _words(header: Sequence[str]) -> list[tuple[int, str]]:
    """All words of the header as they are written, in lower case, each with its column."""
    return [(column, word) for column, cell in enumerate(header) for word in _WORD.findall(cell.lower())]


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells as headers are compared, without blank ones at the end."""
    last = max((index for index, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return tuple(map(normalise, cells[:last]))


_WORD = re.compile(r"[^\W_]+")
