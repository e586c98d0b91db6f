"""What a person decides of a plan: apply it, or discard it."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from products.imports.belts import confirming
from products.imports.models import Review
from products.imports.steps import reviewed
from products.jobs import progress, queue
from products.jobs.models import ImportJob
from products.jobs.record import MAY_APPLY, MAY_IMPORT, OF_CHOSEN_PRODUCTS
from products.jobs.states import Phase


class NotWaiting(Exception):
    """The job does not wait to be reviewed."""

    def __init__(self) -> None:
        super().__init__("This import does not wait to be reviewed: somebody has decided already, or it has ended.")


class PlanChanged(Exception):
    """Something was left out or taken back since the person looked."""

    def __init__(self) -> None:
        super().__init__("What is left out has changed since you looked. Look at the changes again, then apply them.")


def may_apply(user: User | AnonymousUser, job: ImportJob) -> bool:
    """Whether this person may apply or discard the plan. Where reviews are required, it takes somebody else.

    An undo needs every permission for what it does, and so does bulk work.
    """
    if job.kind in OF_CHOSEN_PRODUCTS and not user.has_perm(job.permission):
        return False
    if not user.has_perms(job.options.get("needs", ())):
        return False
    if settings.IMPORT_REVIEW_REQUIRED:
        return user.has_perm(MAY_APPLY) and job.created_by_id != user.pk
    return user.has_perm(MAY_APPLY) or user.has_perm(MAY_IMPORT)


def apply(
    job: ImportJob,
    *,
    by: AbstractBaseUser | None,
    revision: int | None = None,
    confirm: Mapping[str, int] | None = None,
) -> None:
    """Let the job apply its plan. `revision`: of the plan that the person saw. `confirm`: red belt → its figure.

    Raises NotWaiting, PlanChanged or ConfirmNeeded.
    """
    if job.phase == Phase.READING:
        _read_on(job, confirm or {}, by)
        return
    with transaction.atomic():
        review = _to_decide(job)
        if revision not in (None, review.revision):
            raise PlanChanged
        confirming.confirm(job, confirm or {}, by=by)
        if not job.approve():
            raise NotWaiting
        _decide(review, Review.Decision.APPLY, by)
    progress.publish(job)
    queue.enqueue(job)


def _read_on(job: ImportJob, confirm: Mapping[str, int], by: AbstractBaseUser | None) -> None:
    """Let the job read its file, whatever is rejected. What its plan shows may hold it again."""
    with transaction.atomic():
        confirming.confirm(job, confirm, by=by)
        if not job.read_on():
            raise NotWaiting
    progress.publish(job)
    queue.enqueue(job)


def discard(job: ImportJob, *, by: AbstractBaseUser | None) -> None:
    """End the job; nothing of its plan is applied. Raises NotWaiting."""
    if job.phase == Phase.READING:
        _stop_reading(job)
        return
    with transaction.atomic():
        review = _to_decide(job)
        if not job.stop_waiting():
            raise NotWaiting
        _decide(review, Review.Decision.DISCARD, by)
    progress.publish(job)


def _stop_reading(job: ImportJob) -> None:
    if not ImportJob.objects.paused().filter(pk=job.pk).exists() or not job.stop_waiting():
        raise NotWaiting
    progress.publish(job)


def is_waiting(job: ImportJob) -> bool:
    """Whether somebody has to decide of its plan, or whether to read on."""
    waiting = ImportJob.objects.awaiting_review() | ImportJob.objects.paused()
    return waiting.filter(pk=job.pk).exists()


def undecided(job: ImportJob) -> Review:
    """The review of a job that waits, locked until the end of the transaction. Raises NotWaiting."""
    ImportJob.objects.select_for_update().filter(pk=job.pk).first()
    job.refresh_from_db()
    review = Review.objects.filter(job=job, decision="").first()
    if review is None or not ImportJob.objects.awaiting_review().filter(pk=job.pk).exists():
        raise NotWaiting
    return review


def _to_decide(job: ImportJob) -> Review:
    """The review of a job that waits, locked. Bulk work has no plan that was reviewed: it gets its record now."""
    if job.kind not in OF_CHOSEN_PRODUCTS:
        return undecided(job)
    waiting = ImportJob.objects.awaiting_review().select_for_update().filter(pk=job.pk).first()
    if waiting is None:
        raise NotWaiting
    job.refresh_from_db()
    facts = reviewed.Facts(create=0, update=0, left_out=0, left_values=0, fields={})
    return Review.objects.get_or_create(job=job, defaults={"facts": facts})[0]


def _decide(review: Review, decision: Review.Decision, by: AbstractBaseUser | None) -> None:
    review.decision, review.decided_at = decision, timezone.now()
    review.decided_by_id = by.pk if by else None
    review.save(update_fields=["decision", "decided_at", "decided_by_id"])
