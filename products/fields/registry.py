"""All fields in order, as one immutable snapshot: a request or job ends with the list it began with. Pure.

`FIELDS` has those that every catalogue has, each with a column of its own. `models.current_fields` adds the own ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from products.fields import builtin
from products.fields.field import Field
from products.fields.kinds import KindName


class HeaderMeaning(NamedTuple):
    """What a header stands for."""

    field: str
    rank: int
    """Of two headers for one field, the one with the lower rank wins."""


@dataclass(frozen=True)
class Fields:
    """What a product consists of."""

    all: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.all)

    def __getitem__(self, key: str) -> Field:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._by_key)

    @property
    def header(self) -> str:
        """The first line of a file with all of them."""
        return ",".join(self.keys)

    @cached_property
    def own(self) -> tuple[Field, ...]:
        """Those that a manager added."""
        return tuple(field for field in self.all if field.own)

    @cached_property
    def changeable(self) -> tuple[Field, ...]:
        """Those that an import may change in an existing product: all but the key."""
        return tuple(field for field in self.all if field.key != "sku")

    @cached_property
    def told(self) -> tuple[Field, ...]:
        """Those whose values webhooks include."""
        return tuple(field for field in self.all if field.told)

    @cached_property
    def short_first(self) -> tuple[Field, ...]:
        """In the order of a form: those that take a short line first, then the long texts, then what is ticked."""
        return tuple(sorted(self.all, key=lambda field: (field.own, _SHORT_FIRST.get(field.kind.name, _IN_THE_MIDDLE))))

    @cached_property
    def searched(self) -> tuple[Field, ...]:
        """Those whose words the search box looks for."""
        return tuple(field for field in self.all if field.searched)

    @property
    def row_columns(self) -> tuple[str, ...]:
        """The columns of a staged row: where it stands in the file, its key, and one for each field."""
        return ("record_number", "line_number", "sku", "sku_key", *(field.key for field in self.changeable))

    @cached_property
    def meanings(self) -> Mapping[str, HeaderMeaning]:
        """Header, as it is compared → the field that it names beyond doubt. What names two own fields names none."""
        found: dict[str, HeaderMeaning] = {}
        for field in self.all:
            for rank, spelling in enumerate(field.headers.split()):
                found.setdefault(spelling, HeaderMeaning(field.key, rank))
        names = Counter(spelling for field in self.own for spelling in field.headers.split())
        return {spelling: meaning for spelling, meaning in found.items() if names[spelling] < _TWICE}

    def among(self, keys: Iterable[str]) -> tuple[Field, ...]:
        """Those with these keys, in their order."""
        wanted = {*keys}
        return tuple(field for field in self.all if field.key in wanted)

    @cached_property
    def _by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.all}


_TWICE = 2
_IN_THE_MIDDLE = 1
_SHORT_FIRST: Mapping[KindName, int] = {"sku": -1, "money": 0, "text": 1, "long_text": 2, "boolean": 3}

FIELDS = Fields(builtin.BUILTIN)
