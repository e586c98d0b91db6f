"""Raw rows → product rows ready for staging, or the reasons why a row is refused. Pure, no database.

What takes the catalogue or the whole file to see is refused later, by planning.
"""

from collections import Counter, namedtuple
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import compress, repeat
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast

from product_importer.lib.warning import Warned
from products.fields import yes_no
from products.fields.cells import without_guarded_formula
from products.fields.field import Field
from products.fields.headers import normalise
from products.fields.kinds import Column, Money, Reader, ReaderBeside
from products.fields.own_files import Origin
from products.fields.own_kind import UNKNOWN_STYLE, DayOrderNeeded, Style
from products.fields.own_kinds import OwnMoney
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.reasons import MAX_RAW_LENGTH, Reason, Refusal
from products.fields.registry import FIELDS, Fields
from products.fields.sums import SumReader
from products.fields.surveys import survey_of
from products.fields.values import fold_all
from products.imports.containers.cells import with_decimal_point
from products.imports.reading import RawRow
from products.imports.steps.columns import ColumnMap
from products.imports.steps.json_rows import JsonOfRows

if TYPE_CHECKING:
    from typing import Self

MOST_ROWS_NAMED = 10
"""By a warning."""

StyleNeeded = (PriceFormatNeeded, DayOrderNeeded)
"""How to read a cell depends on the rest of its column."""

Styles: TypeAlias = Mapping[str, Style]
"""Field → how its column is written."""

_BLOCK_ROWS = 500
"""Rows whose columns are checked together. One odd cell slows down its whole block, by a factor of four at most."""

if TYPE_CHECKING:

    class ProductRow(tuple[object, ...]):
        """What can be said of the columns before the list of fields is read: each holds some object."""

        _fields: ClassVar[tuple[str, ...]]

        def __new__(cls, *values: object, **by_column: object) -> Self: ...
        def __getattr__(self, column: str) -> object: ...

    class ProductRowWithOwn(ProductRow): ...

else:
    ProductRow = namedtuple("ProductRow", FIELDS.row_columns)
    """A row of the file, typed and clean. None means that the cell is blank or the file has no such column.

    Prices are plain decimal text with two decimals, such as `12.50`.
    """

    ProductRowWithOwn = namedtuple("ProductRowWithOwn", (*FIELDS.row_columns, "attributes"))
    """A row of a file with own fields: their values stand in the last column, as JSON."""


def product_rows(columns: Sequence[Sequence[object]]) -> list[ProductRow]:
    """Columns → rows, without a Python call for each row, which would take three times as long."""
    row = ProductRow if len(columns) == len(ProductRow._fields) else ProductRowWithOwn
    return cast("list[ProductRow]", [*map(tuple.__new__, repeat(row), zip(*columns, strict=True))])


class RowValidator:
    """Checks the rows of one file, chunk by chunk.

    Without `styles` it raises one of StyleNeeded at the first cell that cannot be read without knowing the whole
    column: call `column_styles.survey` and start again with its answer. What a blank cell does is up to planning.
    """

    def __init__(self, columns: ColumnMap, *, fields: Fields = FIELDS, styles: Styles | None = None) -> None:
        self.warnings: Counter[Warned] = Counter()
        """Sentence → the number of rows it is about."""
        self._first_rows: dict[Warned, list[int]] = {}
        """Sentence → the record numbers of the first of them."""
        self._columns = columns
        in_file, known = fields.among(columns.indexes), styles or {}
        self._own = [field for field in in_file if field.own]
        self._readers: Mapping[str, Reader] = {
            field.key: _reader(field, columns, _style(field, columns, known)) for field in in_file
        }
        self._amount_readers: Mapping[str, ReaderBeside] = {
            field.key: field.kind.reader_beside(field, _style(field, columns, known).numbers)
            for field in in_file
            if isinstance(field.kind, Money | OwnMoney) and columns.currency is not None
        }
        self._numbers = {field.key for field in in_file if survey_of(field)}
        self._sums = {
            field.key: SumReader(field, _style(field, columns, known), known.get(added_to(field.key), UNKNOWN_STYLE))
            for field in in_file
            if field.key in columns.sums
        }
        self._as_json = JsonOfRows([field.key for field in self._own])

    @property
    def row_columns(self) -> tuple[str, ...]:
        """Of the sound rows."""
        return (ProductRowWithOwn if self._own else ProductRow)._fields

    def check(self, rows: Sequence[RawRow]) -> tuple[list[ProductRow], list[Refusal]]:
        """The sound rows and the refused ones, both in the order of the file, with every reason of a row."""
        products: list[ProductRow] = []
        refusals: list[Refusal] = []
        for start in range(0, len(rows), _BLOCK_ROWS):
            columns, refused = self._check_columns(rows[start : start + _BLOCK_ROWS])
            products += product_rows(columns)
            refusals += refused
        return products, refusals

    def _check_columns(self, rows: Sequence[RawRow]) -> tuple[list[Sequence[object]], list[Refusal]]:
        records, lines, _, cells = zip(*rows, strict=True)
        reasons: dict[int, list[Reason]] = {}
        noticed: dict[Warned, set[int]] = {}
        values = [self._read(field, cells, reasons, noticed) for field in (*FIELDS, *self._own)]
        self._warn(noticed, records)
        sound_records, sound_lines, skus, *others = _without(reasons, [records, lines, *values])
        if self._own:
            others[-len(self._own) :] = [self._as_json.of(others[-len(self._own) :])]
        refusals = [_refusal(rows[index], reasons[index]) for index in sorted(reasons)]
        return [sound_records, sound_lines, skus, fold_all(cast("Sequence[str]", skus)), *others], refusals

    def warnings_in_words(self) -> list[Warned]:
        """Each with the number of its rows and where the first of them are."""
        found = ((text, number, self._first_rows[text]) for text, number in self.warnings.items())
        return [
            Warned(f"{text} {_rows_in_words(first, number)}", text.code, number=number, examples=first)
            for text, number, first in found
        ]

    def _warn(self, noticed: Mapping[Warned, Iterable[int]], records: Sequence[int]) -> None:
        for sentence, indexes in noticed.items():
            numbers = sorted(records[index] for index in indexes)
            self.warnings[sentence] += len(numbers)
            first = self._first_rows.setdefault(sentence, [])
            first += numbers[: MOST_ROWS_NAMED - len(first)]

    def _read(
        self,
        field: Field,
        cells: Sequence[Sequence[str]],
        reasons: dict[int, list[Reason]],
        noticed: dict[Warned, set[int]],
    ) -> Sequence[object]:
        """The values of a field. Where one is refused, its reason stands instead and is added to `reasons`.

        The rows that are worth a warning are added to `noticed`, under its sentence.
        """
        if field.key not in self._columns.indexes:
            return [None] * len(cells)
        index, of_numbers = self._columns.indexes[field.key], field.key in self._numbers
        column = column_of(cells, index, self._columns, of_numbers=of_numbers)
        for notice in field.kind.notices:
            if notice.count(column):
                about = {index for index, cell in enumerate(column) if notice.count([cell])}
                noticed.setdefault(notice.sentence, set()).update(about)
        if field.key in self._sums:
            values = self._sum(field, column, cells)
        elif field.key in self._amount_readers:
            values = self._amount_readers[field.key](column, currencies_of(cells, self._columns))
        else:
            values = self._readers[field.key](column)
        if values is not column and Reason in {*map(type, values)}:
            for index, value in enumerate(values):
                if type(value) is Reason:
                    reasons.setdefault(index, []).append(value)
        return values

    def _sum(self, field: Field, column: Sequence[str], cells: Sequence[Sequence[str]]) -> Sequence[object]:
        factors, added = (cells_at(cells, index) for index in self._columns.sums[field.key])
        beside = currencies_of(cells, self._columns) if isinstance(field.kind, Money | OwnMoney) else []
        return self._sums[field.key].read(column, factors, added, beside)


def _rows_in_words(first: Sequence[int], count: int) -> str:
    """“Row 7.”, “3 rows: 7, 9, 12.” or “24 rows, the first ones: 7, 9, …”, with numbers as spreadsheets show them."""
    if count == 1:
        return f"Row {first[0]}."
    numbers = ", ".join(map(str, first))
    return f"{count:,} rows{', the first ones' if count > len(first) else ''}: {numbers}."


def _style(field: Field, columns: ColumnMap, styles: Styles) -> Style:
    """How the field's column is written, as far as that is known. Our own export and recipes have decimal points."""
    is_ours = field.own and columns.origin == Origin.EXPORT
    known = WITH_POINTS if is_ours or field.key in columns.fixed else UNKNOWN_STYLE
    return styles.get(field.key, known)


def _reader(field: Field, columns: ColumnMap, style: Style) -> Reader:
    """`style`: how the column is written, as far as that is known."""
    seen = Column(
        ours=columns.ours,
        is_export=columns.ours and columns.origin != Origin.REJECTED,
        is_magento=normalise(columns.headers[field.key]) == yes_no.MAGENTO_HEADER,
        day_order=style.dates,
        apart=field.key in columns.apart,
    )
    return field.kind.reader(field, style.numbers, seen)


def currencies_of(cells: Sequence[Sequence[str]], columns: ColumnMap) -> list[str]:
    return [] if columns.currency is None else column_of(cells, columns.currency, columns)


def added_to(key: str) -> str:
    """In place of a field: the column whose numbers are added to it."""
    return f"{key}+"


def column_of(cells: Sequence[Sequence[str]], index: int, columns: ColumnMap, *, of_numbers: bool = False) -> list[str]:
    """`of_numbers`: the field could be misread in a file with decimal commas, which no workbook is."""
    column = cells_at(cells, index)
    if of_numbers and index in columns.points:
        return [*map(with_decimal_point, column)]
    return [*map(without_guarded_formula, column)] if columns.origin == Origin.REJECTED else column


def cells_at(cells: Sequence[Sequence[str]], index: int) -> list[str]:
    try:
        return [row[index] for row in cells]
    except IndexError:  # short rows: the cells that are missing at their end are blank
        return [row[index] if index < len(row) else "" for row in cells]


def _without(indexes: Container[int], columns: list[Sequence[object]]) -> list[Sequence[object]]:
    """The columns without the rows at `indexes`."""
    if not indexes:
        return columns
    kept = [index not in indexes for index in range(len(columns[0]))]
    return [[*compress(column, kept)] for column in columns]


def _refusal(row: RawRow, reasons: list[Reason]) -> Refusal:
    return Refusal(row.record_number, row.line_number, row.raw[:MAX_RAW_LENGTH], tuple(reasons))


WITH_POINTS = Style(PriceFormat(".", None))
