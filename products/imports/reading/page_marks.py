"""What a printed list has beside its rows: lines of dashes, the heading of each page, and the page's number. Pure."""

import re
from collections.abc import Iterable, Sequence

DASHES = "-=_*+~─━═—–|"
"""Characters of which lines are drawn."""
_BLANK = " \t\xa0\f"
_LINE = re.compile(r"([-=_*~─━═—–])\1\1")
_DIGITS = re.compile(r"\d+")
_PAGE_WORDS = (
    "page|seite|pag|página|pagina|strona|str|стр|страница|лист|σελίδα|sivu|side|sida|blz|bladzijde|oldal|sayfa"
)
_PAGE_NUMBER = re.compile(rf"\W*(?:{_PAGE_WORDS})\W*9(?:\W+(?:\w{{1,3}}\W+)?9)?\W*")
"""As `form` leaves it: *page 9*, *9* standing for any number."""
_SHORTEST = 4


def is_line(cells: Sequence[str]) -> bool:
    """Whether a record is nothing but a line drawn with dashes."""
    return any(map(_LINE.search, cells)) and not "".join(cells).strip(DASHES + _BLANK)


class PageMarks:
    """Recognises them by what stands before the table: on each page it stands there again, with another number."""

    def __init__(self, before: Iterable[Sequence[str]], width: int) -> None:
        """`before`: the records before the header. `width`: the columns of the table."""
        forms = (_form(cells) for cells in before if _filled(cells) * 2 <= width)
        self._forms = {form for form in forms if len(form) >= _SHORTEST and any(map(str.isalpha, form))}
        self._width = width

    def are_in(self, cells: Sequence[str]) -> bool:
        """Whether the record is such a mark."""
        return is_line(cells) or (self._is_short(cells) and self._is_heading(cells))

    def headings(self, records: Sequence[Sequence[str]]) -> list[int]:
        """The indexes of the records that are headings or numbers of pages."""
        if not self._forms and {*map(len, records)} == {self._width}:
            return []
        return [index for index, cells in enumerate(records) if self._is_short(cells) and self._is_heading(cells)]

    def _is_short(self, cells: Sequence[str]) -> bool:
        return (len(cells) - cells.count("")) * 2 <= self._width

    def _is_heading(self, cells: Sequence[str]) -> bool:
        form = _form(cells)
        return form in self._forms or _PAGE_NUMBER.fullmatch(form) is not None


def _form(cells: Sequence[str]) -> str:
    """The text with one space between words and one digit for each number."""
    return " ".join(_DIGITS.sub("9", " ".join(cells)).casefold().split())


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, map(str.strip, cells)))
