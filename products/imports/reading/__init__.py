"""Bytes → numbered raw rows: what kind of file it is, its encoding, its dialect, its records. Streams; pure.

The first step of an import. Out come rows split into cells and the records that could not be read, each with
its reason; what the cells mean is decided later. docs/csv-format.md says what a file may look like.
"""

from products.imports.reading.rows import Limits, RawChunk, RawRow, Skip
from products.imports.reading.table import Table, open_table

__all__ = ["Limits", "RawChunk", "RawRow", "Skip", "Table", "open_table"]
