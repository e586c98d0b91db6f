"""What can be done to all rows with the same reason: which cells change, and how. Pure.

Nothing is stored that nobody said: whoever asks for the action says what the cells are to hold, or to lose.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from products.fields.amounts import without_currency
from products.fields.cells import shorten, word_of
from products.fields.field import Field
from products.fields.kinds import Boolean, LongText, Money, Text
from products.fields.own_kind import line_in
from products.fields.own_kinds import OwnMoney
from products.fields.registry import Fields
from products.imports.steps.columns import ColumnMap

SET, WITHOUT_PRICE, SHORTEN, INACTIVE, STRIP_CURRENCY = "set", "without_price", "shorten", "inactive", "strip_currency"
ACTIONS = (SET, WITHOUT_PRICE, SHORTEN, INACTIVE, STRIP_CURRENCY)


class InvalidAction(Exception):
    """`field`: the part of the request that is wrong."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Action:
    """One thing for many rows. `column`: a header or the key of a field, for `set`; else the reason's."""

    name: str
    column: str = ""
    value: str | None = None


@dataclass(frozen=True)
class Columns:
    """Where the file has what."""

    header: Sequence[str]
    map: ColumnMap
    fields: Fields

    def place(self, name: str) -> int:
        """The one cell that is meant by a header or a field. Raises InvalidAction."""
        if self.header.count(name) == 1:
            return self.header.index(name)
        if name not in self.map.indexes:
            raise InvalidAction("column", f"The file has no column “{shorten(name)}”.")
        if made := self.map.made.get(name):
            sentence = f"The {self.fields[name].noun} is made of {made}. Correct those cells instead."
            raise InvalidAction("column", sentence)
        return self.map.indexes[name]


def applied(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    """The cells of a row that is refused for `error` after the action. Raises InvalidAction."""
    return _APPLIED[action.name](action, [*cells], error, columns)


def check(action: Action, code: str) -> None:
    """Raise InvalidAction if the action makes no sense."""
    if action.name not in ACTIONS:
        offered = ", ".join(ACTIONS)
        raise InvalidAction("action", f"“{shorten(action.name)}” is not valid. Use one of these: {offered}.")
    if action.name == SET and action.value is None:
        raise InvalidAction("value", "Say what the cells are to be set to.")
    if action.name != SET and (action.value is not None or action.column):
        raise InvalidAction("value", "Only “set” takes a column and a value.")
    if action.name == SHORTEN and not code.endswith("_too_long"):
        raise InvalidAction("action", "Only texts that are too long can be shortened.")


def _set(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    cells[columns.place(action.column or _column(error))] = action.value or ""
    return cells


def _without_price(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    if _column(error) != "price":
        raise InvalidAction("action", "These rows are not rejected for their price.")
    cells[columns.place("price")] = ""
    return cells


def _shorten(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    field = _field(error, columns)
    index = columns.place(field.key)
    if isinstance(field.kind, Text):
        cells[index] = " ".join(line_in(cells[index], ours=columns.map.ours).split())[: field.kind.longest].rstrip()
    elif isinstance(field.kind, LongText):
        cells[index] = cells[index].encode()[: field.kind.most_bytes].decode(errors="ignore").rstrip()
    else:
        raise InvalidAction("action", f"The {field.noun} cannot be shortened: that would make another one of it.")
    return cells


def _inactive(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    field = _field(error, columns)
    if field.key != "active" or not isinstance(field.kind, Boolean):
        raise InvalidAction("action", "These rows are not rejected for whether they are active.")
    cells[columns.place(field.key)] = "false"
    return cells


def _strip_currency(action: Action, cells: list[str], error: Mapping[str, Any], columns: Columns) -> list[str]:
    field = _field(error, columns)
    if not isinstance(field.kind, Money | OwnMoney):
        raise InvalidAction("action", "These rows are not rejected for an amount of money.")
    index = columns.place(field.key)
    cells[index] = without_currency(word_of(cells[index])).strip()
    if columns.map.currency is not None and columns.map.currency < len(cells):
        cells[columns.map.currency] = ""
    return cells


def _field(error: Mapping[str, Any], columns: Columns) -> Field:
    key = _column(error)
    if key not in columns.fields:
        raise InvalidAction("action", "The field of these rows is not there any longer.")
    return columns.fields[key]


def _column(error: Mapping[str, Any]) -> str:
    column = error["column"]
    if not column:
        raise InvalidAction("code", "These rows are rejected as a whole: correct them one by one.")
    return str(column)


_APPLIED: Mapping[str, Callable[[Action, list[str], Mapping[str, Any], Columns], list[str]]] = {
    SET: _set,
    WITHOUT_PRICE: _without_price,
    SHORTEN: _shorten,
    INACTIVE: _inactive,
    STRIP_CURRENCY: _strip_currency,
}
