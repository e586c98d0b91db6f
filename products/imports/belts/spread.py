"""Prices of a plan before and after: by which factors they move, and how many products become inactive. One pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from psycopg import sql

from products.fields.registry import FIELDS
from products.fields.sql import after, before, differs
from products.imports.steps import planning, reviewed
from products.jobs.models import ImportJob

STEPS = (0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2, 1.3, 1.5, 2.0, 4.0, 10.0)
"""The picture of the review has a bar between two of them, and one at either end."""
WITHOUT_RATIO = -1
"""The price was zero, or the new one is none."""
_AS_GOOD_AS = 1e-9
_LIKE = 0.005
"""A ratio that differs by no more counts as the same."""


class Factor(NamedTuple):
    """By which all prices of a file may be wrong."""

    ratio: float
    in_words: str

    @property
    def bounds(self) -> tuple[float, float]:
        return self.ratio * (1 - _LIKE - _AS_GOOD_AS), self.ratio * (1 + _LIKE + _AS_GOOD_AS)


@dataclass(frozen=True)
class Spread:
    """How many prices change by a ratio (new by old) between two bounds."""

    bounds: Sequence[float]
    counts: Mapping[int, int]
    """Number of the bound at or below the ratio, from 1; 0 is below all. → prices"""
    deactivated: int

    def __add__(self, other: Spread) -> Spread:
        """Of the same bounds."""
        return self._with(Counter(self.counts) + Counter(other.counts), self.deactivated + other.deactivated)

    def __sub__(self, part: Spread) -> Spread:
        """Of the same bounds."""
        return self._with(Counter(self.counts) - Counter(part.counts), self.deactivated - part.deactivated)

    def _with(self, counts: Mapping[int, int], deactivated: int) -> Spread:
        return Spread(self.bounds, counts, deactivated)

    @property
    def changed(self) -> int:
        return sum(self.counts.values())

    def between(self, low: float, high: float) -> int:
        """`low` and `high`: two of the bounds."""
        first, last = self.bounds.index(low), self.bounds.index(high)
        return sum(count for place, count in self.counts.items() if first < place <= last)

    def beyond(self, share: float) -> int:
        """How many change by more than this share of the old price, or get one or none at all."""
        down, up = _jumps(share)
        low, high = self.bounds.index(down), self.bounds.index(up)
        return sum(count for place, count in self.counts.items() if place <= low or place > high)

    @property
    def by_step(self) -> list[int]:
        """One number more than there are STEPS: what lies below the first, between them, above the last."""
        ends = [self.bounds.index(step) for step in STEPS]
        places = [place for place in self.counts if place != WITHOUT_RATIO]
        sums = [0] * (len(STEPS) + 1)
        for place in places:
            sums[sum(end < place for end in ends)] += self.counts[place]
        return sums


def factors() -> Iterator[Factor]:
    """Slips of the decimal separator, and taxes put on or taken off."""
    yield Factor(100, "100 times")
    yield Factor(10, "10 times")
    yield Factor(0.1, "a tenth of")
    yield Factor(0.01, "a hundredth of")
    for rate in settings.IMPORT_VAT_PERCENTS:
        yield Factor(1 + rate / 100, f"{rate:g} % more than")
        yield Factor(1 - rate / 100, f"{rate:g} % less than")
        yield Factor(1 / (1 + rate / 100), f"without {rate:g} % VAT of")


def bounds_of(jump: float) -> list[float]:
    """`jump`: the share of the old price from which on a change is to be counted."""
    return sorted({*STEPS, *_jumps(jump), *_ends(factors())})


def spread_of(job: ImportJob, *, jump: float, among: sql.Composable | None = None) -> Spread:
    """Of what is to be applied. `among`: a SELECT of positions, if only those are meant."""
    bounds = bounds_of(jump)
    price, active, cleared = FIELDS["price"], FIELDS["active"], planning.cleared(job)
    planned, kept = sql.Identifier("price"), before(price)
    moved = sql.SQL("({} IS NOT NULL AND {})").format(kept, differs(price, planned, kept, cleared))
    statement = sql.SQL(_SPREAD).format(
        rows=reviewed.rows_that_remain(job, among=among),
        moved=moved,
        new=after(price, planned, kept, cleared),
        old=kept,
        bounds=sql.Literal(bounds),
        without=sql.Literal(WITHOUT_RATIO),
        deactivated=sql.SQL("({} AND NOT active)").format(before(active)),
    )
    counts, deactivated = dict[int, int](), 0
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for place, number, inactive in cursor.fetchall():
            deactivated += inactive
            if place is not None:
                counts[place] = number
    return Spread(bounds, counts, deactivated)


def jumps(job: ImportJob, *, jump: float) -> sql.Composed:
    """The condition on a row of the plan that its price changes by more than this share."""
    price, cleared = FIELDS["price"], planning.cleared(job)
    kept = before(price)
    new = after(price, sql.Identifier("price"), kept, cleared)
    return sql.SQL("(product_id IS NOT NULL AND abs(coalesce({}, 0) - {}) > {} * {})").format(
        new, kept, sql.Literal(jump), kept
    )


DEACTIVATED = sql.SQL("(product_id IS NOT NULL AND active_before AND NOT active)")


def alike(factor: Factor) -> sql.Composed:
    """The condition on a row of the plan that its price changes by this factor."""
    low, high = factor.bounds
    return sql.SQL("({} AND {} BETWEEN {} AND {})").format(
        reviewed.RATED, reviewed.RATIO, sql.Literal(low), sql.Literal(high)
    )


def _jumps(share: float) -> tuple[float, float]:
    """The ratios beyond which a price has changed by more than the share."""
    return (1 - share) * (1 - _AS_GOOD_AS), (1 + share) * (1 + _AS_GOOD_AS)


def _ends(found: Iterable[Factor]) -> Iterator[float]:
    for factor in found:
        yield from factor.bounds


_SPREAD = """
    SELECT place, count(*), count(*) FILTER (WHERE is_deactivated)
    FROM (
        SELECT
            CASE WHEN {moved} THEN
                coalesce(width_bucket(({new})::float8 / nullif({old}, 0)::float8, {bounds}::float8[]), {without})
            END AS place,
            {deactivated} AS is_deactivated
        FROM {rows} plan
        WHERE product_id IS NOT NULL
    ) rows
    GROUP BY place
"""
