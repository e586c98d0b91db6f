"""Columns over time, drawn as an SVG by the server: each column is a stack of parts, the first one at the bottom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

HEIGHT, STEP, WIDTH = 64, 10, 8
"""Of the picture, from column to column, and of a column."""
LOWEST = 1.5
"""So that one failed import among thousands is seen."""
FEWEST = 24
"""Columns that there is room for: fewer than that do not grow broad."""
VALUE = "value"
"""The only part of a column that has one."""


class Part(NamedTuple):
    """One rectangle. As text, so that no thousands separators get in."""

    name: str
    y: str
    height: str


class Column(NamedTuple):
    x: int
    words: str
    """What it shows, on hover."""
    parts: Sequence[Part]


@dataclass(frozen=True)
class Chart:
    """`top`: what the highest column comes to, in words. `legend`: part → how much of it there is in all."""

    columns: Sequence[Column]
    top: str
    first: str
    last: str
    legend: Mapping[str, str]
    in_words: str

    @property
    def width(self) -> int:
        return max(len(self.columns), FEWEST) * STEP - (STEP - WIDTH)

    @property
    def floor(self) -> int:
        return HEIGHT - 1

    @property
    def is_empty(self) -> bool:
        return not any(column.parts for column in self.columns)


def columns_of(stacks: Sequence[tuple[str, Mapping[str, float]]]) -> list[Column]:
    """Of each column its words and the values of its parts. The highest one is as high as the picture."""
    most = max((sum(values.values()) for _, values in stacks), default=0) or 1
    return [Column(number * STEP, words, _parts(values, most)) for number, (words, values) in enumerate(stacks)]


def _parts(values: Mapping[str, float], most: float) -> list[Part]:
    parts, top = [], float(HEIGHT)
    for name, value in values.items():
        if value > 0:
            height = min(max(LOWEST, HEIGHT * value / most), top)
            top -= height
            parts.append(Part(name, f"{top:.1f}", f"{height:.1f}"))
    return parts
