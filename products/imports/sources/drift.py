"""What changed since the last file of a source, and its recipe put right for that. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from products.fields.cells import shorten
from products.fields.yes_no import meaning_of
from products.imports.looking.found import ColumnFound, Found
from products.imports.recipes.columns import Columns
from products.imports.recipes.recipe import FileOptions, Recipe
from products.imports.sources.decimals import decimal_of
from products.imports.sources.header_sets import compared
from products.imports.sources.renaming import put_right, without_columns

_FULL, _HALF = 0.9, 0.5
_NUMBERS = ("decimal", "integer")
_FEW = 5
"""Different values of a column of which all are among its samples."""


class Change(NamedTuple):
    """`kind`: gone, new, renamed, filled, decimal, encoding, layout or words. `column`: its header, or none."""

    kind: str
    column: str
    says: str


@dataclass(frozen=True)
class Comparison:
    """The columns of a source's last file beside those that looking at this one found."""

    before: Sequence[ColumnFound]
    recipe: Recipe
    found: Found

    @cached_property
    def changes(self) -> list[Change]:
        """What most needs a look comes first."""
        if self.is_laid_out_otherwise:
            return [Change("layout", "", "The table does not begin where it did, or is laid out in another way.")]
        return [
            *self._renamed(),
            *self._gone(),
            *self._file_changes(),
            *self._emptied(),
            *self._unknown_words(),
            *self._new(),
        ]

    @cached_property
    def recipe_now(self) -> Recipe:
        """The recipe with the names that columns have by now, without the parts whose columns are gone."""
        if self.is_laid_out_otherwise:
            return self.recipe
        return replace(put_right(self.recipe, self._name_now), file=self._file_now)

    @cached_property
    def is_laid_out_otherwise(self) -> bool:
        """Whether hardly any column that the recipe needs was found, nor one of the last file."""
        needed = {column for _, column in self.recipe.columns()}
        known = any(map(self._columns_now.named, needed)) or any(
            compared(each.header) in self._now for each in self.before
        )
        return bool(needed) and not known

    @cached_property
    def _now(self) -> Mapping[str, ColumnFound]:
        return {compared(each.header): each for each in reversed(self.found.columns)}

    @cached_property
    def _then(self) -> Mapping[str, ColumnFound]:
        return {compared(each.header): each for each in reversed(self.before)}

    @cached_property
    def _columns_now(self) -> Columns:
        return Columns(["" if each.header == each.letter else each.header for each in self.found.columns])

    @cached_property
    def names_now(self) -> Mapping[str, str]:
        """Column of the last file that is gone → the one that seems to be it by now."""
        gone = [each for name, each in self._then.items() if name not in self._now]
        free = [each for name, each in self._now.items() if name not in self._then]
        names: dict[str, str] = {}
        for is_it in (_shares_values, _has_its_place):
            for column in gone:
                alike = [each for each in free if is_it(column, each)]
                if len(alike) == 1 and column.header not in names:
                    names[column.header] = alike[0].header
                    free.remove(alike[0])
        return names

    def _name_now(self, column: str) -> str | None:
        names = {compared(old): new for old, new in self.names_now.items()}
        return names.get(compared(column)) or (column if self._columns_now.named(column) else None)

    @cached_property
    def _file_now(self) -> FileOptions:
        """Where the table is and how it is written is what was found; what nobody can see stays."""
        seen = self.found.suggestion.get("file", {})
        if not seen or self.recipe.file.header_rows not in (None, 1):
            return replace(self.recipe.file, **{name: seen[name] for name in ("decimal",) if name in seen})
        placed = {name: seen.get(name) for name in ("encoding", "delimiter", "header_rows", "first_row", "names_in")}
        written = {name: seen[name] for name in ("decimal", "dates") if name in seen}
        return replace(self.recipe.file, **placed, **written)

    def _renamed(self) -> Iterator[Change]:
        for old, new in self.names_now.items():
            yield Change("renamed", new, f"The column {_quoted(old)} seems to be called {_quoted(new)} now.")

    def _gone(self) -> Iterator[Change]:
        needed = {column for _, column in self.recipe.columns()}
        missing = [column for column in dict.fromkeys(needed) if self._name_now(column) is None]
        parts = without_columns(self.recipe, missing)
        for column in sorted(missing):
            yield Change("gone", column, f"The column {_quoted(column)} is gone, which was {_purposes(parts[column])}.")
        told = {compared(column) for column in missing}
        for name, each in self._then.items():
            if name not in self._now and each.header not in self.names_now and name not in told:
                yield Change("gone", each.header, f"The column {_quoted(each.header)} is gone.")

    def _new(self) -> Iterator[Change]:
        taken = {*self.names_now.values()}
        for name, each in self._now.items() if self.before else ():
            if name not in self._then and each.header not in taken:
                yield Change("new", each.header, f"The column {_quoted(each.header)} is new.")

    def _file_changes(self) -> Iterator[Change]:
        then, now = self.recipe.file, self._file_now
        if (then.encoding or "utf-8") != (now.encoding or "utf-8"):
            says = f"The file is written in {now.encoding or 'utf-8'}, no longer in {then.encoding or 'utf-8'}."
            yield Change("encoding", "", says)
        if then.decimal and now.decimal and then.decimal != now.decimal:
            yield Change(
                "decimal",
                "",
                f"Decimals are written with {_NAMES[now.decimal]}, no longer with {_NAMES[then.decimal]}.",
            )
            return
        for old, new in self._pairs():
            before, after = decimal_of(old.samples), decimal_of(new.samples)
            if before and after and before != after and new.kind in _NUMBERS:
                written = f"written with {_NAMES[after]}, no longer with {_NAMES[before]}"
                yield Change("decimal", new.header, f"The numbers of {_quoted(new.header)} are {written}.")

    def _emptied(self) -> Iterator[Change]:
        for old, new in self._pairs():
            if old.filled > _FULL and new.filled < _HALF:
                shares = f"filled in {new.filled:.0%} of the rows; it was in {old.filled:.0%}"
                yield Change("filled", new.header, f"The column {_quoted(new.header)} is {shares}.")

    def _unknown_words(self) -> Iterator[Change]:
        """In columns whose words the recipe explains."""
        for _, each in self.recipe.fields:
            now = self._name_now(each.source) if each.source and each.words else None
            column = self._now.get(compared(now)) if now else None
            if column is None or not 0 <= column.distinct <= _FEW:
                continue
            known = {word.casefold() for word, _ in each.words}
            known |= {sample.casefold() for sample in self._samples_then(str(each.source))}
            if new := [word for word in column.samples if word.casefold() not in known and not _is_usual(word)]:
                says = (
                    f"The column {_quoted(column.header)} has words never seen before: {', '.join(map(_quoted, new))}."
                )
                yield Change("words", column.header, says)

    def _samples_then(self, column: str) -> Sequence[str]:
        then = self._then.get(compared(column))
        return then.samples if then else ()

    def _pairs(self) -> Iterator[tuple[ColumnFound, ColumnFound]]:
        """The columns of both files, each then and now."""
        for name, old in self._then.items():
            new = self._now.get(compared(self.names_now.get(old.header, name)))
            if new:
                yield old, new


def _shares_values(one: ColumnFound, other: ColumnFound) -> bool:
    return one.kind == other.kind and not {*one.samples}.isdisjoint(other.samples)


def _has_its_place(one: ColumnFound, other: ColumnFound) -> bool:
    return one.letter == other.letter and (one.kind == other.kind or {one.kind, other.kind} <= {*_NUMBERS})


def _is_usual(word: str) -> bool:
    return meaning_of(word.strip()) is not None


def _purposes(paths: Iterable[str]) -> str:
    names = dict.fromkeys(_purpose(path) for path in paths)
    return f"used for {' and '.join(names)}"


def _purpose(path: str) -> str:
    first, second, *_ = path.split(".")
    if first == "fields":
        return second
    return "some kinds of rows" if first == "kinds" else "blank words" if first == "blank" else "telling rows apart"


def _quoted(text: str) -> str:
    return f"“{shorten(text, 60)}”"


_NAMES = {".": "a point", ",": "a comma"}
