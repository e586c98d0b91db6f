"""Looks at a job whose plan is complete, writes down what is striking, and says whether a person is to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from products.imports.belts import files, missing_belt, near_twins, plan_belts
from products.imports.belts.belt import Belt
from products.imports.belts.figures import Figures
from products.imports.belts.limits import limits_of
from products.imports.models import SeatBelts
from products.jobs.models import ImportJob
from products.jobs.record import Kind, Mode
from products.models import Product

OF_FILE = ("rejected", "fewer_rows", "field_emptied")
"""What stays as it is, whatever is left out of the plan."""


def check(job: ImportJob) -> bool:
    """Look at the file and its plan. Returns whether a red belt holds it.

    Of most imports there is nothing to write down: they are small, or touch few products, and have no source. An undo
    only brings back what was there.
    """
    if job.kind != Kind.IMPORT:
        return False
    limits = limits_of(job)
    plan: Mapping[str, int] = job.plan or {}
    kept = SeatBelts.objects.filter(job=job).first() or SeatBelts(job=job)
    belts = [each for each in kept.belts if each["name"] == "rejected"]
    if job.source_id and not job.continues_id:
        kept.file = files.facts_of(job)
        if last := files.last_facts(job):
            belts += _told(files.belts_of(job, kept.file, last, limits))
    belts += _told(plan_belts.belts_of(job, limits, new=plan.get("create", 0), changed=plan.get("update", 0)))
    too_many = missing_belt.found(job)
    belts += _told(filter(None, [too_many]))
    kept.belts = belts
    if plan.get("create") and (job.mode is not Mode.APPLY or kept.unconfirmed) and _has_products():
        near_twins.look_for(job)
        kept.belts = [*belts, *_told(filter(None, [near_twins.found(job)]))]
    if kept.pk or kept.belts or kept.file:
        kept.save()
    return bool(kept.unconfirmed or too_many)


def look_again(job: ImportJob, *, new: int, changed: int, figures: Figures) -> None:
    """Something was left out of the plan, or taken back: what is striking about the rest of it?"""
    if job.kind != Kind.IMPORT:
        return
    kept = SeatBelts.objects.filter(job=job).first() or SeatBelts(job=job)
    belts = [each for each in kept.belts if each["name"] in OF_FILE]
    belts += _told(plan_belts.belts_of(job, limits_of(job), new=new, changed=changed, figures=figures))
    belts += _told(filter(None, [missing_belt.found(job), near_twins.found(job)]))
    if belts != kept.belts:
        kept.belts = belts
        kept.save()


def _has_products() -> bool:
    return Product.objects.exists()


def _told(belts: Iterable[Belt]) -> list[dict[str, object]]:
    return [belt.as_json for belt in belts]
