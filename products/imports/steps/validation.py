"""Raw rows → product rows ready for staging, or the reasons why a row is refused. Pure, no database.

It refuses what a row shows by itself. What needs the catalogue or the whole file, planning refuses.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import compress, repeat
from typing import Any, Literal, NamedTuple, cast

from products.fields.prices import PriceFormat, PriceFormatNeeded, PriceReader, PriceSurvey
from products.fields.reasons import Reason, Refusal
from products.fields.values import (
    MISSING_NAME,
    ActiveReader,
    count_double_encoded,
    count_invisible_marks,
    fold_all,
    read_descriptions,
    read_names,
    read_skus,
)
from products.imports.reading import RawRow
from products.imports.steps.columns import FIELDS, ColumnMap

__all__ = [
    "DOUBLE_ENCODED",
    "INVISIBLE_MARKS_REMOVED",
    "PriceFormat",
    "PriceFormatNeeded",
    "ProductRow",
    "RowValidator",
    "survey_prices",
]

INVISIBLE_MARKS_REMOVED = "Invisible characters were removed from the SKU."

DOUBLE_ENCODED = "Some names or descriptions look like “KÃ¤se” in place of “Käse”; they were taken as they are."

MAX_RAW_LENGTH = 65_536
"""Characters of a refused record that are kept."""

_SLICE = 500
"""Rows whose columns are looked at together: one odd cell makes its whole slice slower, four times at most."""


class ProductRow(NamedTuple):
    """A row of the file, typed and clean. None means that the cell is blank or the file has no such column."""

    record_number: int
    line_number: int
    sku: str
    sku_key: str
    name: str | None
    description: str | None
    price: str | None
    """Plain decimal text with two decimals, such as `12.50`."""
    active: bool | None


class ProductColumns(NamedTuple):
    """Product rows turned by a quarter: a column for every field of ProductRow, all equally long."""

    record_number: Sequence[int]
    line_number: Sequence[int]
    sku: Sequence[str]
    sku_key: Sequence[str]
    name: Sequence[str | None]
    description: Sequence[str | None]
    price: Sequence[str | None]
    active: Sequence[bool | None]

    def rows(self) -> list[ProductRow]:
        """The rows themselves, made without a call for each: that is a third of the time."""
        return cast("list[ProductRow]", [*map(tuple.__new__, repeat(ProductRow), zip(*self, strict=True))])


class RowValidator:
    """Checks the rows of one file, chunk by chunk.

    Without a `price_format` it raises PriceFormatNeeded at the first price whose reading depends on the whole
    column: survey that with `survey_prices` and start afresh with the answer. `on_blank="clear"` refuses blank
    names; what else it means is for planning.
    """

    def __init__(
        self,
        columns: ColumnMap,
        *,
        price_format: PriceFormat | None = None,
        on_blank: Literal["keep", "clear"] = "keep",
    ) -> None:
        self.warnings: Counter[str] = Counter()
        """Sentence → the number of rows it is about."""
        self._indexes = columns.indexes
        self._name_required = on_blank == "clear"
        self._readers: dict[str, Callable[[list[str]], Sequence[object]]] = {
            "sku": self._read_skus,
            "name": self._read_names,
            "description": self._read_descriptions,
            "price": PriceReader(price_format).read,
            "active": ActiveReader().read,
        }

    def check(self, rows: Sequence[RawRow]) -> tuple[list[ProductRow], list[Refusal]]:
        """The sound rows and the refused ones, both in the order of the file, with every reason of a row."""
        products: list[ProductRow] = []
        refusals: list[Refusal] = []
        for start in range(0, len(rows), _SLICE):
            columns, refused = self._check_columns(rows[start : start + _SLICE])
            products += columns.rows()
            refusals += refused
        return products, refusals

    def _check_columns(self, rows: Sequence[RawRow]) -> tuple[ProductColumns, list[Refusal]]:
        records, lines, _, cells = zip(*rows, strict=True)
        reasons: dict[int, list[Reason]] = {}
        values = [self._read(field, cells, reasons) for field in FIELDS]
        sound_records, sound_lines, skus, *others = _without(reasons, [records, lines, *values])
        refusals = [_refusal(rows[index], reasons[index]) for index in sorted(reasons)]
        return ProductColumns(sound_records, sound_lines, skus, fold_all(skus), *others), refusals

    def _read(self, field: str, cells: Sequence[Sequence[str]], reasons: dict[int, list[Reason]]) -> Sequence[Any]:
        """The values of a field, which are None where a reason was added instead."""
        if field not in self._indexes:
            return [None] * len(cells)
        column = _column(cells, self._indexes[field])
        values = self._readers[field](column)
        if values is not column and Reason in {*map(type, values)}:
            for index, value in enumerate(values):
                if type(value) is Reason:
                    reasons.setdefault(index, []).append(value)
        return values

    def _read_skus(self, cells: list[str]) -> Sequence[object]:
        if marked := count_invisible_marks(cells):
            self.warnings[INVISIBLE_MARKS_REMOVED] += marked
        return read_skus(cells)

    def _read_names(self, cells: list[str]) -> Sequence[object]:
        self._look_for_double_encoding(cells)
        names = read_names(cells)
        if self._name_required and names is not cells:
            return [MISSING_NAME if name is None else name for name in names]
        return names

    def _read_descriptions(self, cells: list[str]) -> Sequence[object]:
        self._look_for_double_encoding(cells)
        return read_descriptions(cells)

    def _look_for_double_encoding(self, cells: list[str]) -> None:
        if damaged := count_double_encoded(cells):
            self.warnings[DOUBLE_ENCODED] += damaged


def survey_prices(chunks: Iterable[Sequence[RawRow]], columns: ColumnMap) -> PriceFormat:
    """How the prices of the whole file are written, for a second validation.

    Raises FileFailure `price_format_unclear` if the column does not tell.
    """
    survey = PriceSurvey()
    if "price" in columns.indexes:
        for rows in chunks:
            survey.add(_column([row.cells for row in rows], columns.indexes["price"]))
    return survey.decide()


def _column(cells: Sequence[Sequence[str]], index: int) -> list[str]:
    try:
        return [row[index] for row in cells]
    except IndexError:  # reading lets rows be short only if all are: the cells at the end are blank
        return [row[index] if index < len(row) else "" for row in cells]


def _without(indexes: Container[int], columns: list[Sequence[Any]]) -> list[Sequence[Any]]:
    """The columns without the rows at `indexes`."""
    if not indexes:
        return columns
    kept = [index not in indexes for index in range(len(columns[0]))]
    return [[*compress(column, kept)] for column in columns]


def _refusal(row: RawRow, reasons: list[Reason]) -> Refusal:
    return Refusal(row.record_number, row.line_number, row.raw[:MAX_RAW_LENGTH], tuple(reasons))
