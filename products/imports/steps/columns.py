"""The header of a file → which of its columns is the SKU, the name, … Pure."""

import re
import shlex
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from product_importer.lib.warning import Warned
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.headers import meaning_of, rank_as_currency, suggested
from products.fields.numbers import UNITS
from products.fields.own_files import Origin
from products.fields.own_kinds import DecimalNumber
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS, Fields
from products.imports.recipes.columns import Columns, ambiguous, listed, quoted, shown
from products.imports.recipes.recipe import Recipe
from products.imports.recipes.wording import in_words

NO_RECIPE = Recipe()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where a file has our fields."""

    indexes: Mapping[str, int]
    """Field → index of the cell, only of the fields that the file has."""
    headers: Mapping[str, str]
    """Field → header as it stands in the file; `currency` likewise."""
    ignored: tuple[str, ...]
    """Headers of the columns that are not imported."""
    warnings: tuple[str, ...]
    """Sentences for the import's page."""
    currency: int | None = None
    """The index of the cell with the currency of a row's amounts. Absent from what old jobs have stored."""
    origin: str = Origin.ELSEWHERE
    """One of Origin: who wrote the file."""
    points: Collection[int] = ()
    """The indexes of cells with numbers of a workbook: `1.250` has a decimal point there, whatever others have."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Field → what a recipe makes it of, in words."""
    sums: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Field → the indexes of the cells with its factor and with the number that is added."""
    apart: Sequence[str] = ()
    """The lists that a recipe has taken apart."""
    fixed: Sequence[str] = ()
    """The fields whose value is the same for every row, as a person wrote it."""
    ignored_at: tuple[int, ...] = ()
    """The indexes of the cells of `ignored`. Absent from what old jobs have stored."""
    given: Mapping[str, str] = field(default_factory=dict)
    """What a person said of all columns: `decimal`, `dates`, `currency`."""

    @property
    def ours(self) -> bool:
        """Whether we wrote the file, so that its values are guarded."""
        return self.origin != Origin.ELSEWHERE


def match(
    header: Sequence[str],
    recipe: Recipe = NO_RECIPE,
    *,
    origin: Origin = Origin.ELSEWHERE,
    fields: Fields = FIELDS,
) -> ColumnMap:
    """Find our fields in a header. What a person said, the recipe, comes first; what it makes has no column here.

    A blank header says that no column holds the field. Raises FileFailure `no_header`, `no_sku_column`,
    `ambiguous_columns`, `unknown_column` or `price_column_unclear`.
    """
    said = {field: each for field, each in recipe.fields if field in fields}
    by_name = Columns(header, origin)
    sources = {field: each.source for field, each in said.items() if each.source and each.source.strip()}
    named = {field: by_name.index_of(header, field) for field, header in sources.items()}
    indexes = {field: index for field, index in named.items() if said[field].is_plain}
    candidates = _candidates(header, said, named.values(), fields)
    indexes |= {field: _best(field, columns, header, fields) for field, columns in candidates.items()}
    made = {*recipe.keys} - {field for field, each in said.items() if each.is_plain}
    if "sku" not in {*indexes, *made}:
        raise _no_sku_column(header)
    used = {*indexes.values(), *by_name.indexes_of(recipe.without({*recipe.keys} - {*fields.keys}).columns()).values()}
    amounts = _is_about_money({*indexes, *made}, fields)
    if amounts and (currencies := _currencies(header, {*indexes.values(), *named.values()})):
        candidates[_CURRENCY] = currencies
        indexes[_CURRENCY] = _best(_CURRENCY, currencies, header, fields)
        used.add(indexes[_CURRENCY])
    ignored_at = tuple(index for index, cell in enumerate(header) if cell.strip() and index not in used)
    ignored = tuple(shown(header[index]) for index in ignored_at)
    hints = _hints({*FIELDS.keys} - {*indexes, *said, *made}, ignored)
    if "price" in hints:
        raise _price_column_unclear(hints, ignored)
    ordered = {field: indexes[field] for field in (*fields.keys, _CURRENCY) if field in indexes}
    return ColumnMap(
        indexes={field: index for field, index in ordered.items() if field in fields},
        headers={field: shown(by_name.name_of(index)) for field, index in ordered.items()},
        ignored=ignored,
        ignored_at=ignored_at,
        warnings=(
            *_doubles(candidates, indexes, header),
            *_left_out(recipe, header, indexes, fields),
            *_ignored_warning(ignored),
            *_told(hints),
        ),
        currency=indexes.get(_CURRENCY),
        origin=origin,
    )


def new_without_price(options: Mapping[str, Any]) -> str:
    """What becomes of a new product whose price is empty in a file with prices: `reject` or `accept`.

    In our own export it was not priced, so it is taken unless a person says otherwise. `options`: of a job whose file
    was opened.
    """
    is_export = options.get("columns", {}).get("origin") == Origin.EXPORT
    return str(options.get("new_without_price") or ("accept" if is_export else "reject"))


def no_name_column(columns: ColumnMap, *, new: int, first: str) -> FileFailure:
    """The failure of a file that has only new products, so many, but no column for their names."""
    skus = f"its SKU {shorten(first)} is" if new == 1 else f"none of its {new:,} SKUs, such as {shorten(first)}, is"
    what = f"This file has no column for names, and {skus} in the catalogue."
    return FileFailure("no_name_column", f"{what} {_remedy('name', columns.ignored)}")


def _candidates(
    header: Sequence[str], settled: Container[str], taken: Collection[int], fields: Fields
) -> dict[str, list[int]]:
    """Field → the columns that name it, best rank first. What a person has settled is left out."""
    found: dict[str, list[int]] = {}
    meanings = {index: meaning for index, cell in enumerate(header) if (meaning := meaning_of(cell, fields))}
    for index, meaning in sorted(meanings.items(), key=lambda item: item[1].rank):
        is_free = meaning.field not in settled and index not in taken
        if is_free and not other_unit(header[index], fields[meaning.field]):
            found.setdefault(meaning.field, []).append(index)
    return found


def _is_about_money(keys: Iterable[str], fields: Fields) -> bool:
    return any(field.kind.name == "money" for field in fields.among(keys))


def _currencies(header: Sequence[str], taken: Collection[int]) -> list[int]:
    """The columns that name the currency of amounts, best rank first."""
    ranks = {index: rank for index, cell in enumerate(header) if (rank := rank_as_currency(cell)) is not None}
    return sorted(ranks.keys() - {*taken}, key=lambda index: (ranks[index], index))


def _best(field: str, columns: Sequence[int], header: Sequence[str], fields: Fields) -> int:
    """The column of the best rank. Raises FileFailure `ambiguous_columns` if two columns share it."""
    headers = [header[index] for index in columns]
    rank = rank_as_currency if field == _CURRENCY else partial(meaning_of, fields=fields)
    equals = [cell for cell in headers if rank(cell) == rank(headers[0])]
    if len(equals) > 1:
        raise ambiguous(field, equals)
    return columns[0]


def _no_sku_column(header: Sequence[str]) -> FileFailure:
    if any(map(meaning_of, header)) or any(suggested(field, header) for field in FIELDS.keys):
        what = f"No column was recognised as the SKU. The columns are: {listed(header)}."
        return FileFailure("no_sku_column", f"{what} {_remedy('sku', header)}")
    found = f"Where the column names should be, it says: {listed(header)}." if any(header) else "It has no columns."
    return FileFailure(
        "no_header",
        f"The file has no header that we recognise. {found} "
        f"Put a line such as {FIELDS.header} above the rows and import the file again.",
    )


def _hints(missing: Container[str], headers: Sequence[str]) -> dict[str, list[str]]:
    """Missing field → the headers that may mean it."""
    return {key: found for key in FIELDS.keys if key in missing and (found := suggested(key, headers))}


def _price_column_unclear(hints: Mapping[str, Sequence[str]], ignored: Sequence[str]) -> FileFailure:
    others = {field: headers for field, headers in hints.items() if field != "price"}
    sentences = (
        "No column was recognised as the price.",
        _remedy("price", ignored),
        "If it is not the price, rename it in the file, or use --map price= on the command line.",
        "In the API, use mapping.",
        *_told(others),
    )
    return FileFailure("price_column_unclear", " ".join(sentences))


def _told(hints: Mapping[str, Sequence[str]]) -> list[Warned]:
    """A sentence for each field that is not in the file beyond doubt, and the columns that may be meant."""
    return [
        Warned(
            f"{' or '.join(map(quoted, headers[:_MOST_HINTS]))} may be {_called(field)}. To import it, name that "
            f"column “{field}” in the file, or use {_option(field, headers[0])} on the command line.",
            "unsure_column",
            number=len(headers),
            examples=headers,
        )
        for field, headers in hints.items()
    ]


def _called(field: str) -> str:
    return f"the column “{field}”" if FIELDS[field].kind.name == "boolean" else f"the {FIELDS[field].noun}"


def _remedy(field: str, headers: Iterable[str]) -> str:
    hints = suggested(field, headers)
    it_might_be = f"It might be {' or '.join(quoted(hint) for hint in hints[:_MOST_HINTS])}. " if hints else ""
    given = _option(field, hints[0]) if hints else f"--map {field}=…"
    return (
        f"{it_might_be}Name that column “{field}” in the file, "
        f"or use {given} on the command line, and import the file again."
    )


def _option(field: str, header: str) -> str:
    return f"--map {shlex.quote(f'{field}={shown(header)}')}"


def _doubles(
    candidates: Mapping[str, Sequence[int]], indexes: Mapping[str, int], header: Sequence[str]
) -> list[Warned]:
    return [
        Warned(
            f"The column {quoted(header[indexes[field]])} is used for {field}, "
            f"not {listed([header[index] for index in columns[1:]])}.",
            "double_column",
            number=len(columns) - 1,
            examples=(header[index] for index in columns[1:]),
        )
        for field, columns in candidates.items()
        if len(columns) > 1
    ]


def other_unit(header: str, field: Field) -> str:
    """The unit in brackets that a header gives to a number kept in another one, such as `Weight (g)`; empty if none."""
    kind = field.kind
    if not isinstance(kind, DecimalNumber) or not kind.unit:
        return ""
    hints = (hint.strip() for hint in _BRACKETED.findall(header))
    return next((hint for hint in hints if hint.casefold() in UNITS and hint.casefold() != kind.unit.casefold()), "")


def _other_units(header: Sequence[str], indexes: Mapping[str, int], fields: Fields) -> list[Warned]:
    """Sentences for the columns that were left out because their unit is not the field's."""
    meanings = ((cell, meaning_of(cell, fields)) for cell in header)
    named = ((cell, fields[meaning.field]) for cell, meaning in meanings if meaning and meaning.field not in indexes)
    return [
        Warned(
            f"{quoted(cell)} is not imported: it is in {unit}, but the {field.noun} is kept in {_unit_of(field)}.",
            "other_unit",
            examples=[cell],
        )
        for cell, field in named
        if (unit := other_unit(cell, field))
    ]


def _unit_of(field: Field) -> str:
    return field.kind.unit if isinstance(field.kind, DecimalNumber) else ""


def _left_out(recipe: Recipe, header: Sequence[str], indexes: Mapping[str, int], fields: Fields) -> list[Warned]:
    """Sentences for columns that were named for fields gone since, and for those in another unit."""
    said = {field: in_words(each) for field, each in recipe.fields}
    gone = [
        Warned(
            f"{quoted(wanted)} is not imported: the field {field}, for which it was given, is archived or erased "
            "by now.",
            "field_gone",
            examples=[field],
        )
        for field, wanted in said.items()
        if wanted.strip() and field not in fields
    ]
    return [*gone, *_other_units(header, indexes, fields)]


def _ignored_warning(ignored: Sequence[str]) -> list[Warned]:
    if not ignored:
        return []
    sentence = f"These columns are not imported: {listed(ignored)}."
    return [Warned(sentence, "ignored_columns", number=len(ignored), examples=ignored)]


_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,20})[)\]]")
_MOST_HINTS = 5
_CURRENCY = "currency"
"""In place of a field's key: the column that is read with the price, and with own fields that are amounts."""
