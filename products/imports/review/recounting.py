"""What a plan comes to once a person has changed something of it: counted in that part alone, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from psycopg import sql

from products.imports.belts import checking
from products.imports.belts.figures import Figures, figures_of, kept_figures
from products.imports.models import Review
from products.imports.review.prices import prices_of
from products.imports.steps import plan_texts, reviewed
from products.jobs.models import ImportJob
from products.jobs.record import Kind

FIGURES = "figures"


class Counted(NamedTuple):
    """Of a part of the plan."""

    facts: Mapping[str, Any]
    figures: Figures

    def left_out(self, products: int) -> Counted:
        """The same part, once all its products are left out."""
        facts = {name: dict.fromkeys(was, 0) if isinstance(was, Mapping) else 0 for name, was in self.facts.items()}
        open_conflicts = {name: was for name, was in self.facts.items() if name == "conflicts"}
        return Counted(facts | open_conflicts | {"left_out": products}, self.figures.nothing)


def count_part(job: ImportJob, among: sql.Composable) -> Counted:
    """`among`: a SELECT of the positions that are about to be changed, or were."""
    return Counted(reviewed.facts_of(job, among=among), figures_of(job, among=among))


def counted_again(job: ImportJob, review: Review) -> Review:
    """With a look at the whole plan, of which rows were planned anew."""
    plan_texts.forget(job)
    return _told(job, review, reviewed.facts_of(job), figures_of(job))


def part_counted_again(job: ImportJob, review: Review, before: Counted, after: Counted) -> Review:
    """Only this part of the plan has changed."""
    kept = kept_figures(job, review.prices.get(FIGURES, {}))
    figures = kept.replaced(before.figures, after.figures) if kept else figures_of(job)
    return _told(job, review, _replaced(review.facts, before.facts, after.facts), figures)


def _told(job: ImportJob, review: Review, facts: Mapping[str, Any], figures: Figures) -> Review:
    """Raises the plan's revision, and looks at what is striking about what remains."""
    review.facts = {**review.facts, **facts}
    review.revision += 1
    review.prices = prices_of(figures)
    review.save(update_fields=["facts", "prices", "revision"])
    if job.kind == Kind.IMPORT:
        checking.look_again(job, new=facts["create"], changed=facts["update"], figures=figures)
    return review


def _replaced(whole: Mapping[str, Any], part: Mapping[str, Any], by: Mapping[str, Any]) -> dict[str, Any]:
    """Counts, and counts of counts, with others of a part."""
    return {
        name: _replaced(whole[name], was, by[name]) if isinstance(was, Mapping) else whole[name] - was + by[name]
        for name, was in part.items()
    }
