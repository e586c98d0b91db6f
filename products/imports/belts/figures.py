"""What the seat belts count of a plan. It is kept with the review: leaving something out takes no look at the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from products.imports.belts.limits import limits_of
from products.imports.belts.new_names import Names, names_of
from products.imports.belts.spread import Spread, bounds_of, spread_of
from products.imports.steps import reviewed
from products.jobs.models import ImportJob
from products.jobs.record import Kind


@dataclass(frozen=True)
class Figures:
    """Of what is to be applied of a plan, or of a part of it."""

    spread: Spread
    names: Names

    def replaced(self, part: Figures, by: Figures) -> Figures:
        """With other figures of a part."""
        names = (whole - was + now for whole, was, now in zip(self.names, part.names, by.names, strict=True))
        return Figures(self.spread - part.spread + by.spread, Names(*names))

    @property
    def nothing(self) -> Figures:
        """Of a part of which nothing is applied."""
        return Figures(Spread(self.spread.bounds, {}, 0), Names(0, 0, 0))

    @property
    def as_json(self) -> dict[str, Any]:
        spread = self.spread
        counts = {str(place): number for place, number in spread.counts.items()}
        return {
            "bounds": [*spread.bounds],
            "counts": counts,
            "deactivated": spread.deactivated,
            "names": [*self.names],
        }


def figures_of(job: ImportJob, *, among: sql.Composable | None = None) -> Figures:
    """`among`: a SELECT of positions, if only those are meant. What no belt looks at has only zeros."""
    keys = {field.key for field in reviewed.changed_fields(job)}
    none = Spread(bounds_of(_jump(job)), {}, 0)
    spread = spread_of(job, jump=_jump(job), among=among) if keys & {"price", "active"} else none
    return Figures(spread, names_of(job, among=among) if "name" in keys and job.kind == Kind.IMPORT else Names(0, 0, 0))


def kept_figures(job: ImportJob, kept: Mapping[str, Any]) -> Figures | None:
    """From JSON. None if they were counted by other limits, or by an earlier version."""
    if kept.get("bounds") != bounds_of(_jump(job)):
        return None
    counts = {int(place): number for place, number in kept["counts"].items()}
    return Figures(Spread(kept["bounds"], counts, kept["deactivated"]), Names(*kept["names"]))


def _jump(job: ImportJob) -> float:
    return limits_of(job)["price_change"] / 100
