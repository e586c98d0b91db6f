"""Whether the refused rows of a job can be mended, and how long."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from products.imports.models import KeptKeys
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.jobs.states import Status


class CannotMend(Exception):
    """`code`: in one word."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def refuse_unless_offered(job: ImportJob, *, even_if_none_are_left: bool = False) -> None:
    """Raise CannotMend with the reason why the rows of this job cannot be mended."""
    if job.continues_id:
        raise CannotMend("is_continuation", "These rows were refused again: they are mended where they came from.")
    if job.kind != Kind.IMPORT or job.status != Status.COMPLETED:
        raise CannotMend("not_completed", "Rows can be mended once their import is completed.")
    if not job.rejected and not even_if_none_are_left:
        raise CannotMend("nothing_rejected", "No rows of this import are rejected.")
    if timezone.now() > offered_until(job):
        days = settings.IMPORT_UNDO_DAYS
        raise CannotMend("too_late", f"Rows can be mended for {days} days after the import. Upload them as a new file.")
    if not KeptKeys.objects.filter(job=job).exists():
        sentence = "This import is older than the mending of rows. Download its rejected rows and upload them again."
        raise CannotMend("too_old", sentence)


def offered_until(job: ImportJob) -> datetime:
    return (job.finished_at or job.created_at) + timedelta(days=settings.IMPORT_UNDO_DAYS)


def is_offered(job: ImportJob) -> bool:
    try:
        refuse_unless_offered(job)
    except CannotMend:
        return False
    return True
