"""Why a person should look at an import that has ended or waits, in a sentence or a few."""

from product_importer.lib.humanize import counted
from products.imports.models import MappingRequest, RejectionReason, SeatBelts
from products.jobs.models import ImportJob
from products.jobs.states import Status

MOST = 3
"""Reasons. The page has all."""


def of(job: ImportJob) -> str:
    if job.status == Status.COMPLETED:
        return "; ".join(f"{each.reason} ({counted(each.rows, 'row')})" for each in _reasons(job))
    if job.status == Status.AWAITING_MAPPING:
        return " ".join(MappingRequest.objects.filter(job=job).values_list("message", flat=True))
    if job.status == Status.AWAITING_REVIEW:
        return " ".join(_belts(job))
    return job.error_message


def _reasons(job: ImportJob) -> list[RejectionReason]:
    if not job.rejected:
        return []
    return list(RejectionReason.objects.filter(job=job).order_by("-rows", "reason")[:MOST])


def _belts(job: ImportJob) -> list[str]:
    kept = SeatBelts.objects.filter(job=job).first()
    return [str(belt["sentence"]) for belt in kept.belts if belt.get("is_red")][:MOST] if kept else []
