"""Headers further down: the same one again, as in a file that was put together from several, or that of a second table.

Such a line must not become a product named “name”, whatever its case, padding or quotes, its language or the order of
its columns. It is told from a row by the names in it: one for the SKU, one for another field, and no numbers. Or, as in
a table of shipping costs, by a word such as *cost* in the column of prices with nothing but words beside it.
Most blocks of lines have no such cell, and one look at all their cells together shows that.
"""

from collections.abc import Collection, Sequence
from itertools import chain, product

from products.fields import header_words
from products.fields.headers import meaning_of, normalise
from products.fields.registry import FIELDS

_AROUND = [("", ""), ("\ufeff", ""), (" ", ""), ("", " "), (" ", " "), ("", ":"), ("", "."), ("", "*"), ("", " *")]


class FurtherHeaders:
    """Recognises headers after the first one of a file."""

    def __init__(
        self, header: Sequence[str], *, named: Collection[str] = (), rows: Sequence[Sequence[str]] = ()
    ) -> None:
        """`header`: no cells if the file has none. `named`: the headers that a person gave for our fields.

        `rows`: those of the header, where it has several.
        """
        self._rows = {*map(_names, rows)}
        self._names = _names(header)
        self._fields = _fields(header)
        by_person = {*map(normalise, named)}
        self._needed = [index for index, name in enumerate(self._names) if name in by_person]
        own = [header[index] for index, field in self._fields.items() if field == "sku"]
        own = own or [max(header, key=len, default=_SKU_NAMES[0])]
        self._prices = [index for index, cell in enumerate(header) if header_words.named("price", cell) > 0]
        amounts = _AMOUNT_MARKS if self._prices else ()
        own += [max(cells, key=len) for cells in rows if any(cells)]
        self._marks = _SKU_MARKS.union(own, amounts, *map(_spellings, map(str.strip, own)))
        """A header has one of these cells."""

    def among(self, records: Sequence[Sequence[str]]) -> dict[int, bool]:
        """The indexes of the records that are headers, and whether what follows reads as before."""
        if self._marks.isdisjoint(chain.from_iterable(records)):
            return {}
        found = [index for index, cells in enumerate(records) if not self._marks.isdisjoint(cells)]
        return {index: self._is_same(records[index]) for index in found if self._is_header(records[index])}

    def first_table(self, records: Sequence[list[str]]) -> Sequence[list[str]]:
        """The records before the header of a second table, without the same header again."""
        headers = self.among(records)
        end = next((index for index, is_same in headers.items() if not is_same), None)
        return [cells for index, cells in enumerate(records[:end]) if index not in headers]

    def _is_header(self, cells: Sequence[str]) -> bool:
        names = _names(cells)
        if names in self._rows:
            return True
        if sorted(filter(None, names)) == sorted(filter(None, self._names)):
            return True
        if self._has_other_amounts(cells):
            return True
        fields = _fields(cells)
        if "sku" not in fields.values() or len({*fields.values()}) < 2:
            return False
        others = [name for index, name in enumerate(names) if name and index not in fields and name not in self._names]
        firm = {field for field in fields.values() if FIELDS[field].kind.name != "boolean"}  # “active” is a value too
        return not others or (len(firm) > 1 and len(others) <= 2 * len(firm) and not any(map(_has_digit, others)))

    def _has_other_amounts(self, cells: Sequence[str]) -> bool:
        """Whether the name of some amount stands where the prices are, among words that name nothing of ours."""
        if {*_fields(cells).values()} - {"price"}:
            return False
        names = [cells[index].strip() for index in self._prices if index < len(cells)]
        filled = [cell for cell in cells if cell.strip()]
        return len(filled) > 1 and not _AMOUNT_MARKS.isdisjoint(names) and not any(map(_has_digit, filled))

    def _is_same(self, cells: Sequence[str]) -> bool:
        """Whether each column holds the same as before, as far as can be told."""
        names = _names(cells)
        if names == self._names or names in self._rows:
            return True
        ours = {index: name for index, name in enumerate(names) if name in self._names and name}
        return (
            _fields(cells) == self._fields
            and all(index < len(self._names) and self._names[index] == name for index, name in ours.items())
            and all(index in ours for index in self._needed)
        )


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells as headers are compared, without blank ones at the end."""
    last = max((index for index, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return tuple(map(normalise, cells[:last]))


def _fields(cells: Sequence[str]) -> dict[int, str]:
    """Column → the field that it names."""
    return {index: meaning.field for index, cell in enumerate(cells) if (meaning := meaning_of(cell))}


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _spellings(name: str) -> set[str]:
    """How a header may be written that is `name` when normalised, with what may stand around it."""
    written = {name.replace("_", separator) for separator in "_ -"}
    cased = {change(text) for text in written for change in (str.lower, str.upper, str.title, str.capitalize)}
    return {before + text + after for (before, after), text in product(_AROUND, cased)}


_AMOUNTS = """
    price cost costs fee preis kosten prix coût frais prezzo costo spesa precio coste preço custo prijs cena koszt цена
    стоимость
"""
_AMOUNT_MARKS = frozenset(change(word) for word in _AMOUNTS.split() for change in (str.lower, str.upper, str.title))
_ACCENTED = ("código", "référence", "referência")
_SKU_NAMES = [name for name, meaning in FIELDS.meanings.items() if meaning.field == "sku"]
_SKU_MARKS = frozenset(chain.from_iterable(map(_spellings, [*_SKU_NAMES, *_ACCENTED])))
