"""Imports about which nobody has answered: they end, and their files go like those of other imports that have ended."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from product_importer.lib.humanize import counted
from product_importer.lib.warning import Warned
from products.jobs import job_notices, progress
from products.jobs.models import ImportJob, ImportJobQuerySet
from products.jobs.record import Kind
from products.jobs.states import State

_WHAT_NOBODY_DID = {
    State.AWAITING_MAPPING: "Nobody chose the columns of this file",
    State.SEEN_BEFORE: "Nobody said whether to import this file again",
    State.AWAITING_REVIEW: "Nobody reviewed the changes of this file",
}


def cancel_unanswered() -> None:
    """They may wait as long as the file of an import is kept, and plans as long as the settings say."""
    _cancel(ImportJob.objects.waiting(), days=settings.IMPORT_KEEP_FILES_DAYS)
    _cancel(ImportJob.objects.awaiting_review() | ImportJob.objects.paused(), days=settings.IMPORT_REVIEW_DAYS)


def _cancel(waiting: ImportJobQuerySet, *, days: int) -> None:
    cutoff = timezone.now() - timedelta(days=days)
    for job in waiting.filter(updated_at__lt=cutoff):
        within = f"within {counted(days, 'day')}"
        sentence = f"{_WHAT_NOBODY_DID[job.state]} {within}, so its import was cancelled."
        if job.kind != Kind.IMPORT:
            said = "reviewed this undo" if job.kind == Kind.UNDO else "agreed to this"
            sentence = f"Nobody {said} {within}, so it was cancelled."
        with transaction.atomic():
            ended = job.stop_waiting(warnings=[*job.warnings, Warned(sentence, "nobody_answered")])
            if ended:
                job_notices.tell_given_up(job, reason=sentence)
        if ended:
            progress.publish(job)
