"""The header of a file → which of its columns is the SKU, the name, … Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from products.fields.cells import shorten
from products.fields.headers import meaning_of, normalise, suggested
from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where a file has our fields."""

    indexes: Mapping[str, int]
    """Field → index of the cell, only of the fields that the file has."""
    headers: Mapping[str, str]
    """Field → header as it stands in the file."""
    ignored: tuple[str, ...]
    """Headers of the columns that are not imported."""
    warnings: tuple[str, ...]
    """Sentences for the import's page."""
    origin: str = Origin.ELSEWHERE
    """One of Origin: who wrote the file."""

    @property
    def ours(self) -> bool:
        """Whether we wrote the file, so that its values are guarded."""
        return self.origin != Origin.ELSEWHERE


def match(
    header: Sequence[str], mapping: Mapping[str, str] | None = None, *, origin: Origin = Origin.ELSEWHERE
) -> ColumnMap:
    """Find our fields in a header. `mapping` (field → header) is what a person said and comes first.

    Raises FileFailure `no_header`, `no_sku_column`, `ambiguous_columns` or `unknown_column`.
    """
    indexes = {field: _index_of(wanted, field, header) for field, wanted in (mapping or {}).items()}
    candidates = _candidates(header, indexes)
    indexes |= {field: _best(field, columns, header) for field, columns in candidates.items()}
    if "sku" not in indexes:
        raise _no_sku_column(header)
    used = {*indexes.values()}
    ignored = tuple(_shown(cell) for index, cell in enumerate(header) if cell.strip() and index not in used)
    ordered = {field: indexes[field] for field in FIELDS.keys if field in indexes}
    return ColumnMap(
        indexes=ordered,
        headers={field: _shown(header[index]) for field, index in ordered.items()},
        ignored=ignored,
        warnings=(*_doubles(candidates, indexes, header), *_ignored_warning(ignored)),
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


def _index_of(wanted: str, field: str, header: Sequence[str]) -> int:
    """The column that a person named: with this very header, or else with one that is equal once normalised."""
    found = [index for index, cell in enumerate(header) if cell.strip() == wanted.strip()]
    found = found or [index for index, cell in enumerate(header) if normalise(cell) == normalise(wanted) != ""]
    if not found:
        what = f"The file has no column {_quoted(wanted)}, which was named for {field}."
        raise FileFailure("unknown_column", f"{what} Its columns are: {_listed(header)}.")
    if len(found) > 1:
        raise _ambiguous(field, [header[index] for index in found])
    return found[0]


def _candidates(header: Sequence[str], settled: Mapping[str, int]) -> dict[str, list[int]]:
    """Field → the columns that name it, best rank first. What a person has settled is left out."""
    found: dict[str, list[int]] = {}
    meanings = {index: meaning for index, cell in enumerate(header) if (meaning := meaning_of(cell))}
    for index, meaning in sorted(meanings.items(), key=lambda item: item[1].rank):
        if meaning.field not in settled and index not in settled.values():
            found.setdefault(meaning.field, []).append(index)
    return found


def _best(field: str, columns: Sequence[int], header: Sequence[str]) -> int:
    """The column of the best rank. Raises FileFailure `ambiguous_columns` if two columns share it."""
    headers = [header[index] for index in columns]
    equals = [cell for cell in headers if meaning_of(cell) == meaning_of(headers[0])]
    if len(equals) > 1:
        raise _ambiguous(field, equals)
    return columns[0]


def _ambiguous(field: str, headers: Sequence[str]) -> FileFailure:
    what = f"{len(headers)} columns of the file are headed alike: {_listed(headers)}."
    remedy = f"Keep one of them for {field}, rename the others, and import the file again."
    return FileFailure("ambiguous_columns", f"{what} {remedy}")


def _no_sku_column(header: Sequence[str]) -> FileFailure:
    if any(map(meaning_of, header)) or any(suggested(field, header) for field in FIELDS.keys):
        what = f"None of the columns is known to hold the SKU. The columns are: {_listed(header)}."
        return FileFailure("no_sku_column", f"{what} {_remedy('sku', header)}")
    found = f"The line that should name the columns reads: {_listed(header)}." if any(header) else "It has no columns."
    return FileFailure(
        "no_header",
        f"The file has no header that we know. {found} "
        f"Put a line such as {FIELDS.header} above the rows and import the file again.",
    )


def _remedy(field: str, headers: Iterable[str]) -> str:
    hints = suggested(field, headers)
    it_might_be = f"It might be {' or '.join(_quoted(hint) for hint in hints[:5])}. " if hints else ""
    given = f"--map {field}={_shown(hints[0])}" if hints else f"--map {field}=…"
    return (
        f"{it_might_be}Name that column “{field}” in the file, "
        f"or on the command line give it with {given}, and import the file again."
    )


def _doubles(candidates: Mapping[str, Sequence[int]], indexes: Mapping[str, int], header: Sequence[str]) -> list[str]:
    return [
        f"The column {_quoted(header[indexes[field]])} is taken for {field}, "
        f"not {_listed([header[index] for index in columns[1:]])}."
        for field, columns in candidates.items()
        if len(columns) > 1
    ]


def _ignored_warning(ignored: Sequence[str]) -> list[str]:
    return [f"These columns are not imported: {_listed(ignored)}."] if ignored else []


def _listed(headers: Sequence[str]) -> str:
    shown = [_quoted(header) for header in headers if header.strip()]
    more = f" and {len(shown) - _MOST_LISTED:,} more" if len(shown) > _MOST_LISTED else ""
    return ", ".join(shown[:_MOST_LISTED]) + more


def _quoted(header: str) -> str:
    return f"“{_shown(header)}”"


def _shown(header: str) -> str:
    return shorten(header, 60)


_MOST_LISTED = 12
