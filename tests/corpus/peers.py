"""How other readers take the same damaged files. What they make of the cells is then checked as ours is.

Each finds out by itself how the file is written. None knows which columns a product has, so each has the advantage that
its first row is taken for the header, wherever our names stand in it.
"""

import csv
import importlib.util
import tempfile
from collections.abc import Callable, Sequence
from typing import TypeAlias

from products.imports.reading import RawRow
from products.imports.steps.columns import match
from tests.corpus.ours import FIELDS, typed
from tests.corpus.truth import Product

Table: TypeAlias = list[list[str]]
"""The header and the rows."""


def _sniffer(content: bytes) -> Table:
    text = content.decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text[:10_000])
    return [*csv.reader(text.splitlines(keepends=True), dialect)]


def _clevercsv(content: bytes) -> Table:
    import clevercsv  # noqa: PLC0415 - only the benchmark has it

    text = content.decode("utf-8-sig")
    dialect = clevercsv.Sniffer().sniff(text[:10_000])
    return [*clevercsv.reader(text.splitlines(keepends=True), dialect)]


def _duckdb(content: bytes, *, options: str = "") -> Table:
    import duckdb  # noqa: PLC0415 - only the benchmark has it

    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        found = duckdb.sql(f"FROM read_csv('{file.name}', all_varchar = true{options})")
        return [found.columns, *([cell or "" for cell in row] for row in found.fetchall())]


def _lenient_duckdb(content: bytes) -> Table:
    return _duckdb(content, options=", ignore_errors = true")


_READERS: dict[str, tuple[str, Callable[[bytes], Table]]] = {
    "csv.Sniffer": ("csv", _sniffer),
    "CleverCSV": ("clevercsv", _clevercsv),
    "DuckDB": ("duckdb", _duckdb),
    "DuckDB, ignore_errors": ("duckdb", _lenient_duckdb),
}
PEERS = {name: reader for name, (module, reader) in _READERS.items() if importlib.util.find_spec(module)}
"""Those that are installed."""


def stored_by(reader: Callable[[bytes], Table], content: bytes) -> tuple[list[Product] | None, Sequence[str]]:
    """The products that an import with this reader stores, None if it fails, and the fields that it has.

    Rows of another length than the header are taken as most programs take them: missing cells are blank.
    """
    try:
        header, *rows = reader(content) or [[]]
        columns = match(header, fields=FIELDS)
        width = len(header)
        filled = [[*cells[:width], *[""] * (width - len(cells))] for cells in rows if cells]
        raws = [RawRow(number, number, "", cells) for number, cells in enumerate(filled, 2)]
        return (typed(raws, columns) if raws else []), list(columns.indexes)
    except Exception:  # whatever it is, the file is not read
        return None, ()
