"""What the first rows below a header say about a shape: whether its keys hold, and what marks rows without a product.

Pure. More rows say more: whoever knows many may give many.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from products.imports.recipes.conditions import fits
from products.imports.recipes.pieces import folded, piece_of
from products.imports.recipes.recipe import Condition
from products.imports.recipes.templates import is_template, template_of

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Samples:
    """`names`: the header. Recipes name its columns as they stand there."""

    names: Sequence[str]
    rows: Sequence[Sequence[str]]

    def have_any(self, part: Said) -> bool:
        """Whether a row has anything in a field, if there is a row at all."""
        columns = [*columns_in(part.get("from")), *columns_in(part.get("text")), *columns_in(part.get("else"))]
        return not self.rows or any(any(self._pieces(row, columns)) for row in self.rows)

    def first(self, column: str, is_wanted: Callable[[str], bool]) -> str | None:
        """The first cell of a column that is so."""
        return next((piece for row in self.rows for piece in self._pieces(row, [column]) if is_wanted(piece)), None)

    def repeated_key(self, part: Said) -> str | None:
        """A key that several rows have which differ in what else names them; None if there is none."""
        first: dict[str, list[str]] = {}
        keys, others = columns_in(part.get("from")), columns_in(part.get("else"))
        for row in self.rows if len(others) > 1 else ():
            (key,), names = self._pieces(row, keys), self._pieces(row, others)
            if key and any(names) and first.setdefault(folded(key), names) != names:
                return key
        return None

    def repeated_stand_in(self, part: Said, rules: Sequence[Said]) -> str | None:
        """What several products without a key of their own would have in its place; None if it tells them apart."""
        first: dict[str, Sequence[str]] = {}
        keys, others = columns_in(part.get("from")), columns_in(part.get("else", part.get("text")))
        for row in self._left(rules):
            stand_in = "-".join(filter(None, self._pieces(row, others)))
            if stand_in and not any(self._pieces(row, keys)) and first.setdefault(folded(stand_in), row) != row:
                return stand_in
        return None

    def all_left_out(self, rules: Sequence[Said]) -> str | None:
        """The rule that takes a row, if all are taken by rules and nothing is left of the file; else None."""
        conditions, filled = _conditions(rules), self._left([])
        takers = [next((each for each in conditions if self._takes(each, row)), None) for row in filled]
        return str(takers[0]) if takers and all(takers) else None

    def takes_named(self, rule: Said, column: str) -> bool:
        """Whether a rule by which rows are left out takes one that has this column, which names products."""
        return any(self._is_blank(row, rule["column"]) and not self._is_blank(row, column) for row in self.rows)

    def _left(self, rules: Sequence[Said]) -> list[Sequence[str]]:
        """The rows with text that no rule takes."""
        conditions = _conditions(rules)
        filled = (row for row in self.rows if any(map(piece_of, row)))
        return [row for row in filled if not any(self._takes(each, row) for each in conditions)]

    def _takes(self, condition: Condition, row: Sequence[str]) -> bool:
        index = self._index(condition.column)
        return index < len(row) and fits(condition, {condition.column: index})(row)

    def _is_blank(self, row: Sequence[str], column: str) -> bool:
        return not any(self._pieces(row, [column]))

    def _pieces(self, row: Sequence[str], columns: Iterable[str]) -> list[str]:
        indexes = [self._index(column) for column in columns]
        return [piece_of(row[index]) if index < len(row) else "" for index in indexes]

    def _index(self, column: str) -> int:
        return [name.strip() for name in self.names].index(column)


def _conditions(rules: Sequence[Said]) -> list[Condition]:
    return [Condition(rule["column"], rule["is"], rule.get("to")) for rule in rules]


def columns_in(text: str | None) -> list[str]:
    """The columns that a header or a template names."""
    if text is None:
        return []
    return [*template_of(text).columns] if is_template(text) else [text]
