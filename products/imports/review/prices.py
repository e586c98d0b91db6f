"""How the prices of a plan move: a picture of the ratios, new by old, and the products whose prices move furthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypedDict

from django.db import connection
from psycopg import sql

from product_importer.lib.humanize import counted
from products.imports.belts.figures import Figures
from products.imports.belts.spread import STEPS, WITHOUT_RATIO
from products.imports.steps import left_out, planning, reviewed
from products.jobs.models import ImportJob

MOST_MOVES = 10
STEP, WIDTH, HEIGHT, LOWEST = 24, 20, 96, 2
_LABELS = (
    *("below −90 %", "−90 to −75 %", "−75 to −50 %", "−50 to −30 %", "−30 to −20 %", "−20 to −10 %", "−10 to −5 %"),
    *("−5 to 0 %", "0 to +5 %", "+5 to +10 %", "+10 to +20 %", "+20 to +30 %", "+30 to +50 %", "+50 to +100 %"),
    *("2 to 4 times", "4 to 10 times", "10 times or more"),
)
"""One more than STEPS."""


class Prices(TypedDict):
    """Kept with a review, and counted again when something is left out."""

    steps: list[int]
    without_ratio: int
    """Prices that were zero, or become none."""
    figures: dict[str, Any]
    """What the seat belts count."""


class Bar(NamedTuple):
    label: str
    prices: int
    x: int
    y: int
    height: int
    way: Literal["down", "up"]


class Move(NamedTuple):
    sku: str
    name: str
    before: str
    after: str
    percent: str


@dataclass(frozen=True)
class Picture:
    bars: Sequence[Bar]
    without_ratio: int
    up: Sequence[Move]
    down: Sequence[Move]

    width, height = STEP * len(_LABELS), HEIGHT
    one = STEP * sum(step < 1 for step in STEPS) + STEP
    """Where the line stands between lower prices and higher ones."""

    @property
    def lower(self) -> int:
        return sum(bar.prices for bar in self.bars if bar.way == "down")

    @property
    def higher(self) -> int:
        return sum(bar.prices for bar in self.bars if bar.way == "up")

    @property
    def in_words(self) -> str:
        """For those who do not see it."""
        most = max(self.bars, key=lambda bar: bar.prices)
        return (
            f"{counted(self.lower, 'price')} lower, {self.higher:,} higher. "
            f"Most of them, {most.prices:,}, change by {most.label}."
        )


def prices_of(figures: Figures) -> Prices:
    spread = figures.spread
    without = spread.counts.get(WITHOUT_RATIO, 0)
    return Prices(steps=spread.by_step, without_ratio=without, figures=figures.as_json)


def picture_of(job: ImportJob, prices: Prices) -> Picture | None:
    """None if no price moves."""
    if not any(prices.get("steps", ())):
        return None
    most = max(prices["steps"])
    bars = [_bar(place, count, most) for place, count in enumerate(prices["steps"])]
    return Picture(bars, prices["without_ratio"], _furthest(job, up=True), _furthest(job, up=False))


def _bar(place: int, count: int, most: int) -> Bar:
    height = LOWEST + round((HEIGHT - LOWEST) * count / most) if count else 0
    is_down = place <= sum(step < 1 for step in STEPS)
    return Bar(_LABELS[place], count, place * STEP, HEIGHT - height, height, "down" if is_down else "up")


def _furthest(job: ImportJob, *, up: bool) -> list[Move]:
    """By the index on the ratio that the plan has got for its review."""
    statement = sql.SQL(_UP if up else _DOWN).format(
        plan=planning.plan_table(job),
        ratio=reviewed.RATIO,
        rated=reviewed.RATED,
        remains=left_out.remains(job),
        most=sql.Literal(MOST_MOVES),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Move(*row) for row in cursor.fetchall()]


_UP = """
    SELECT sku, coalesce(name, name_before), price_before::text, price::text,
        to_char(round(({ratio} - 1) * 100), 'FM+999,999,999,999,990') || ' %'
    FROM {plan} plan WHERE {rated} AND {remains} AND {ratio} > 1
    ORDER BY {ratio} DESC, position DESC LIMIT {most}
"""

_DOWN = """
    SELECT sku, coalesce(name, name_before), price_before::text, price::text,
        '−' || round((1 - {ratio}) * 100, 0) || ' %'
    FROM {plan} plan WHERE {rated} AND {remains} AND {ratio} < 1
    ORDER BY {ratio}, position LIMIT {most}
"""
