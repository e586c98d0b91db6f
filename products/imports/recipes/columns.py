"""Which column of a file is meant by a name: a header, or a letter where there is none. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from products.fields.cells import shorten
from products.fields.headers import normalise
from products.fields.own_files import REJECTED_COLUMNS, Origin
from products.fields.reasons import FileFailure
from products.imports.reading.header_rows import letter

MOST_LISTED = 12


class Columns:
    """The columns of one file. `header`: their names, empty where a column has none."""

    def __init__(self, header: Sequence[str], origin: Origin = Origin.ELSEWHERE) -> None:
        self._header = header
        self._ahead = len(REJECTED_COLUMNS) if origin is Origin.REJECTED else 0
        """Columns that we put before those of the original file, whose letters a recipe means."""

    def named(self, wanted: str) -> list[int]:
        """The columns with this very header, or else with one that is equal once normalised, or with this letter."""
        cells = [*enumerate(self._header)]
        found = [index for index, cell in cells if cell.strip() == wanted.strip()]
        found = found or [index for index, cell in cells if normalise(cell) == normalise(wanted) != ""]
        return found or self._lettered(wanted.strip())

    def index_of(self, wanted: str, purpose: str) -> int:
        """The one column. `purpose`: what it is for. Raises FileFailure `unknown_column` or `ambiguous_columns`."""
        found = self.named(wanted)
        if not found:
            what = f"The file has no column {quoted(wanted)}, which was given for {purpose}."
            raise FileFailure("unknown_column", f"{what} Its columns are: {listed(self._header)}.")
        if len(found) > 1:
            raise ambiguous(purpose, [self._header[index] for index in found])
        return found[0]

    def indexes_of(self, wanted: Iterable[tuple[str, str]]) -> Mapping[str, int]:
        """Name → column, of those that a recipe names. `wanted`: paths of its parts, and names. Raises FileFailure."""
        return {name: self.index_of(name, purpose_of(path)) for path, name in wanted}

    def name_of(self, index: int) -> str:
        return self._header[index].strip() or letter(index - self._ahead)

    def _lettered(self, wanted: str) -> list[int]:
        """Nameless columns, and those that share their name with others, go by their letters."""
        names = [*map(normalise, self._header)]
        return [
            index
            for index, name in enumerate(names)
            if index >= self._ahead and letter(index - self._ahead) == wanted and names.count(name) > (name != "")
        ]


def purpose_of(path: str) -> str:
    """What a column is for, by the path of the part that names it."""
    first, second, *others = path.split(".")
    if first == "fields":
        return second
    if first == "kinds" and others[0] == "fields":
        return others[1]
    return _PURPOSES.get(first) or _PURPOSES[f"{first}.{second}"]


_PURPOSES = {
    "kinds": "telling the kinds of rows",
    "blank": "words that count as blank",
    "rows.within": "telling which rows belong together",
    "rows.fill_down": "filling rows from those above",
    "rows.skip": "leaving out rows",
}


def ambiguous(purpose: str, headers: Sequence[str]) -> FileFailure:
    what = f"{len(headers)} columns of the file have the same name: {listed(headers)}."
    remedy = f"Keep one of them for {purpose}, rename the others, and import the file again."
    return FileFailure("ambiguous_columns", f"{what} {remedy}")


def listed(headers: Sequence[str]) -> str:
    shown = [quoted(header) for header in headers if header.strip()]
    more = f" and {len(shown) - MOST_LISTED:,} more" if len(shown) > MOST_LISTED else ""
    return ", ".join(shown[:MOST_LISTED]) + more


def quoted(header: str) -> str:
    return f"“{shown(header)}”"


def shown(header: str) -> str:
    return shorten(header, 60)
