"""The header that comes again further down, as in files that were put together from several.

Such a line must not become a product named “name”, so it counts as the header in whatever case, padding or quotes
it is written. Most blocks of a file have none: one look at their text as a whole tells that.
"""

from collections.abc import Sequence

from products.fields.headers import normalise


class RepeatedHeader:
    """Knows the header of a file when it sees it again."""

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
    """Column and word, of all words of the header."""
    return [(column, word) for column, cell in enumerate(header) for word in normalise(cell).split("_")]


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """As headers are compared; blank cells at the end say nothing."""
    last = max((index for index, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return tuple(map(normalise, cells[:last]))
