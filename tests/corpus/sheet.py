"""A file that is being damaged: its written cells, and what may come of each of its records."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from tests.corpus.shops import Shop

_WHOLE = re.compile('"(?:[^"]|"")*"')


@dataclass
class Line:
    """A record as it is written."""

    record: int
    """Which of the sound file's."""
    cells: list[str]
    """With their quotes."""
    end: str | None = None
    """Its line end; None: that of the file."""


@dataclass
class Sheet:
    """A file that begins sound. Damages change it; `content` is what they leave."""

    shop: Shop
    said: list[list[str]]
    """What the cells of each record say."""
    header: list[str]
    lines: list[Line]
    preamble: list[str] = field(default_factory=list)
    end: str = "\n"
    bytes_of: Callable[[str], bytes] = str.encode
    afterwards: list[Callable[[bytes], bytes]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    """Records that may be refused."""
    also: dict[int, list[list[str]]] = field(default_factory=dict)
    """Record → what its cells may be read as, too, as the damaged file literally says that."""

    @property
    def delimiter(self) -> str:
        return self.shop.delimiter

    @property
    def content(self) -> bytes:
        written = [*self.preamble, self.delimiter.join(self.header)]
        text = "".join(line + self.end for line in written)
        for line in self.lines:
            text += self.delimiter.join(line.cells) + (self.end if line.end is None else line.end)
        data = self.bytes_of(text)
        for change in self.afterwards:
            data = change(data)
        return data

    def some(self, chance: Random, count: int) -> list[Line]:
        """So many lines that nothing has happened to, which are touched from now on; never more than a quarter."""
        untouched = [line for line in self.lines if line.record not in self.touched]
        chosen = chance.sample(untouched, min(count, len(self.lines) // 4, len(untouched)))
        self.touched.update(line.record for line in chosen)
        return chosen

    def literally(self, line: Line, cells: list[str]) -> None:
        """These cells are what the damaged line says, too."""
        self.also.setdefault(line.record, []).append(cells)


Damage: TypeAlias = Callable[[Sheet, Random], None]
"""Changes a file for the worse, and notes what may come of it."""


def sound(shop: Shop, chance: Random, rows: int) -> Sheet:
    said = shop.rows(rows, chance)
    lines = [Line(record, [_written(cell, shop) for cell in cells]) for record, cells in enumerate(said)]
    return Sheet(shop, said, [_written(cell, shop) for cell in shop.header], lines)


def literal(cell: str, delimiter: str) -> str | None:
    """What a written cell says as it stands there, if it is one cell: without quotes, or with all that it needs."""
    if _WHOLE.fullmatch(cell.strip(" ")):
        return cell.strip(" ")[1:-1].replace('""', '"')
    return None if is_quoted(cell) or delimiter in cell or "\n" in cell else cell


def is_quoted(cell: str) -> bool:
    return cell.strip(" ").startswith('"')


def _written(cell: str, shop: Shop) -> str:
    needs = shop.quotes_all or any(character in cell for character in f'\n\r"{shop.delimiter}')
    quoted = cell.replace('"', '""')
    return f'"{quoted}"' if needs else cell
