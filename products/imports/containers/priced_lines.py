"""Lists whose lines end in a price become two cells with a tab between. Pure.

    Chicken burger           Rs400.00
    Cheese sandwich ........ Rs250.00

Nothing else tells where a name ends: there is no header, and the names may be aligned to the right. A line that does
not end so, such as a heading, is handed on as it is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import IO

from products.fields.amounts import Amount, take_apart
from products.imports.containers import plain_lines
from products.imports.containers.plain_lines import LINES_LOOKED_AT, lines_in, lines_of

_FEWEST_ROWS, _FEW = 5, 5
"""Of so many lines one may be none of the list."""
_LONGEST_NAMED = 300
_LINE = re.compile(
    r"\s*(?P<name>\S(?:[^\t]*?[^\s.…·_-])?[.)]?)(?:[ \t]{2,}|\t|[ \t]*[.…·_-]{3,}[ \t]*)(?P<price>\S+(?: \S{1,4})?)\s*"
)
"""Blanks, or a row of points, stand between a name and its price, beside which a currency may stand."""
_DELIMITERS = frozenset(";|")


def codec_of(head: bytes) -> str | None:
    """How to read a list that begins with these bytes; None if it is no such list."""
    if b"\0" in head:
        return None
    *whole, _ = head.split(b"\n")
    codec = plain_lines.codec_of(b"\n".join(whole))
    lines = [line for line in islice(lines_in(whole, codec), LINES_LOOKED_AT) if line.strip()]
    found = [cells for line in lines if (cells := cells_of(line))]
    prices = sum(_is_price(price) for _, price in found)
    separated = sum("," in name for name, _ in found) + sum("\t" in line for line in lines)
    is_list = len(found) >= _FEWEST_ROWS and prices * _FEW >= len(lines) * (_FEW - 1)
    return codec if is_list and separated * _FEW <= len(lines) else None


def cells_of(line: str) -> tuple[str, str] | None:
    """The name and the price of a line; None if it does not end in a price."""
    found = _LINE.fullmatch(line) if len(line) <= _LONGEST_NAMED and _DELIMITERS.isdisjoint(line) else None
    if found is None or not any(map(str.isalpha, found["name"])) or not isinstance(take_apart(found["price"]), Amount):
        return None
    return found["name"], found["price"]


def write(source: IO[bytes], target: Path, codec: str, go_on: Callable[[], None]) -> None:
    """Write the list to `target`, each line on its record. `go_on` is called now and then and raises to stop."""
    lines = lines_of(source, codec)
    with target.open("w", encoding=codec, errors="surrogateescape", newline="") as output:
        writer = csv.writer(output, delimiter="\t", lineterminator="\n")
        for number, line in enumerate(lines):
            if number % LINES_LOOKED_AT == 0:
                go_on()
            if line.strip():
                writer.writerow(cells_of(line) or [line.strip()])
            else:
                output.write("\n")


def _is_price(text: str) -> bool:
    """Whether a number says that it is one: by its decimals or its currency."""
    amount = take_apart(text)
    return isinstance(amount, Amount) and bool(amount.fraction or amount.currency)
