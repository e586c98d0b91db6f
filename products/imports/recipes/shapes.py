"""Files of the big systems, known by their headers: their recipes need no question. Pure but for reading the shapes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from products.fields.amounts import has_more_decimals
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.own_kinds import DecimalNumber
from products.fields.registry import FIELDS, Fields
from products.imports.recipes.parsing import InvalidRecipe, parse
from products.imports.recipes.shape_columns import Columns, Header
from products.imports.recipes.shape_files import Layout, layouts
from products.imports.recipes.shape_parts import (
    NOWHERE,
    blank_part,
    columns_of,
    condition_part,
    field_part,
    has_needs,
    rows_part,
)
from products.imports.recipes.shape_samples import Samples, columns_in
from products.imports.recipes.templates import is_template

_FIRST_OF_SEVERAL = ("name", "price")
"""Fields that a person wants of nearly all products: the first of several columns is suggested, and that is asked."""

MOST_ROWS_ABOVE = 4
"""Of what a system writes above the names of the columns."""


@dataclass(frozen=True)
class Shape:
    """What a file is, as its first rows say."""

    layout: Layout
    header: Header
    row: int
    """How many rows stand above the names of the columns."""
    below: Sequence[Sequence[str]]
    """The rows that are known of those below."""

    @property
    def name(self) -> str:
        """The system that wrote the file."""
        return self.layout.system

    @property
    def called(self) -> str:
        """Which file of that system it is."""
        return self.layout.called

    @property
    def new_without_price(self) -> str:
        """What becomes of products without a price: `accept` where the system has such ones, or `reject`."""
        return "accept" if self.layout.without_price or self._has_no_prices else "reject"

    @property
    def key_is_sure(self) -> bool:
        """Whether the SKUs are beyond doubt, as far as the known rows say."""
        part = self._part("sku")
        is_clear = not (self._repeated_key or self._repeated_stand_in)
        return is_clear and isinstance(part, dict) and self._samples.have_any(part)

    def recipe_for(self, header: Sequence[str] | None = None, fields: Fields = FIELDS) -> dict[str, Any]:
        """The recipe as JSON. `header`: that of the file, if its rows are opened otherwise than they were here."""
        shape = self if header is None else Shape(self.layout, Header.of(header), self.row, self.below)
        return shape._recipe(fields)

    def reasons(self, fields: Fields = FIELDS) -> dict[str, str]:
        """Field → the sentence that says why it is taken from there."""
        given = self._fields(self._said("fields"), fields)
        here = f"So a {self.name} {self.called} has it."
        return {key: self.layout.reasons.get(key, here) for key, part in given.items() if part != NOWHERE}

    def questions(self) -> list[str]:
        """What not even a known system leaves without doubt, as sentences."""
        has = self._columns.indexes
        asked = [str(each["says"]) for each in self.layout.questions if all(map(has, each["columns"]))]
        if key := self._repeated_key:
            asked.insert(0, f"The SKU “{shorten(key)}” stands for several products. Is this to be their key instead?")
        elif stand_in := self._repeated_stand_in:
            asked.insert(0, f"Several rows would have the key “{shorten(stand_in)}”. What tells their products apart?")
        if rule := self._samples.all_left_out(self._rows().get("skip", [])):
            asked.append(f"All of the first rows are left out, because {rule}. Is that right?")
        if self._long_price:
            asked.append(
                f"Some prices have more decimals than two, such as {shorten(self._long_price)}. Round them to two?"
            )
        if self._has_no_prices:
            asked.append("No row has a price. Are the products to be taken without one?")
        return [*asked, *(sentence for field in FIELDS if (sentence := self._question(field)))]

    @cached_property
    def _columns(self) -> Columns:
        return self.layout.columns(self.header)

    @cached_property
    def _samples(self) -> Samples:
        return Samples(self.header.cells, self.below)

    @cached_property
    def _repeated_key(self) -> str | None:
        part = field_part(self._said("fields")["sku"], self._columns.name)
        return None if isinstance(part, str) else self._samples.repeated_key(part)

    @cached_property
    def _repeated_stand_in(self) -> str | None:
        """Of options that stand behind a handle: where a file lacks them, all variants would have the same key."""
        said, part = self._said("fields")["sku"], self._part("sku")
        if isinstance(said, str) or isinstance(part, str) or len(columns_in(said.get("else"))) <= 1:
            return None
        return self._samples.repeated_stand_in(part, self._rows().get("skip", []))

    @cached_property
    def _has_no_prices(self) -> bool:
        """Whether the known rows have a column for prices, but nothing in it, though the system has them everywhere."""
        part = self._part("price")
        return isinstance(part, dict) and not self.layout.without_price and not self._samples.have_any(part)

    @cached_property
    def _long_price(self) -> str | None:
        """A price that the known rows have with more decimals than two, as net prices often have."""
        part = field_part(self._said("fields").get("price", NOWHERE), self._columns.name)
        if isinstance(part, str) or "from" not in part or "times" in part:
            return None
        return self._samples.first(part["from"], has_more_decimals)

    def _said(self, part: str) -> Any:
        return self.layout.recipe.get(part, {})

    def _part(self, key: str) -> dict[str, Any] | str:
        return self._taken(key, self._said("fields").get(key, NOWHERE))

    def _taken(self, key: str, said: Mapping[str, Any] | str) -> dict[str, Any] | str:
        """Where a field comes from. Where SKUs repeat, what stands in for them is the key."""
        part = field_part(said, self._columns.name)
        if part == NOWHERE and key in _FIRST_OF_SEVERAL and (several := self._several(said)):
            return {"from": several[0]}
        if key == "price" and isinstance(part, dict) and self._long_price:
            return part | {"times": "1"}
        if key == "sku" and isinstance(part, dict) and "else" in part and self._repeated_key:
            return {"text" if is_template(part["else"]) else "from": part["else"]}
        return part

    def _question(self, field: Field) -> str | None:
        said = self._said("fields").get(field.key, NOWHERE)
        if not said or field_part(said, self._columns.name) != NOWHERE:
            return None
        if several := self._several(said):
            listed = ", ".join(f"“{name}”" for name in several)
            return f"Several columns may be “{field.label}”: {listed}. Which one is it?"
        if field.is_needed_when_new([field.key]):
            return f"No column of this {self.name} {self.called} is the {field.noun}."
        return None

    def _several(self, said: Mapping[str, Any] | str) -> list[str]:
        """The columns of which any may be the field, such as names in several languages."""
        return [name for column in columns_of(said) for name in self._columns.several(column)]

    def _recipe(self, fields: Fields) -> dict[str, Any]:
        parts: dict[str, Any] = {
            "file": self._file(),
            "fields": self._fields(self._said("fields"), fields),
            "rows": self._rows(),
            "kinds": [*self._kinds(fields)],
            "blank": blank_part(self._said("blank"), self._columns.name),
        }
        return {name: part for name, part in parts.items() if part}

    def _rows(self) -> dict[str, Any]:
        return rows_part(self._said("rows"), self._columns.name, self._samples)

    def _file(self) -> dict[str, int]:
        """Where the names stand. Rows that belong to the header stand above them, others before it."""
        above = min(self.row, self.layout.rows_above)
        rows = {"header_rows": above + 1, "names_in": above + 1} if above else {}
        return rows | ({"first_row": self.row - above + 1} if self.row > above else {})

    def _fields(self, said: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
        """Where each field comes from. One that the file does not have comes from nowhere, whatever else it has."""
        known = {key: part for key, part in said.items() if key in fields}
        return {key: self._fitting(key, self._taken(key, part), fields) for key, part in known.items()}

    def _fitting(self, key: str, part: dict[str, Any] | str, fields: Fields) -> dict[str, Any] | str:
        """An own field is what its manager made of it: what does not suit it is left out."""
        field, unit = fields[key], self.layout.units.get(key)
        if unit and not (isinstance(field.kind, DecimalNumber) and field.kind.unit.casefold() == unit):
            return NOWHERE
        if not field.own or part == NOWHERE:
            return part
        try:
            parse({"fields": {key: part}}, fields)
        except InvalidRecipe:
            return NOWHERE
        return part

    def _kinds(self, fields: Fields) -> Iterator[dict[str, Any]]:
        """A field that rows of a kind do not have comes from nowhere there, not from where other rows have it."""
        for kind in self._said("kinds") or ():
            when = condition_part(kind["when"], self._columns.name)
            if when and has_needs(kind, self._columns.name):
                yield {"when": when, "fields": self._fields(kind.get("fields", {}), fields)}


def shape_of(rows: Sequence[Sequence[str]]) -> Shape | None:
    """What a file is, by its first rows from the very first; None if no system that we know writes such ones.

    A header that may be of two systems is of none: then a person is asked.
    """
    for number, row in enumerate(rows[: MOST_ROWS_ABOVE + 1]):
        header = Header.of(row)
        found = [layout for layout in layouts() if layout.fits(header)]
        if found:
            return Shape(found[0], header, number, rows[number + 1 :]) if len(found) == 1 else None
    return None
