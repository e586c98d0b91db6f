"""What dead workers leave behind, found and put right by the beat: jobs, tables, missing indexes."""

from datetime import timedelta

from django.utils import timezone

from products.jobs import queue, tables
from products.jobs.locks import catalogue_lock, job_lock
from products.jobs.models import ImportJob, ImportJobQuerySet
from products.jobs.states import TERMINAL, Status
from products.search import indexes

REQUEUE_AFTER = timedelta(seconds=15)
"""A job that nobody holds is given to the queue again, but not more often than this."""

KEEP_FAILED = timedelta(days=1)
"""How long a failed job keeps its tables, so that it need not start from the beginning when it is resumed."""


def is_abandoned(job: ImportJob) -> bool:
    """Whether nobody holds the job's lock."""
    with job_lock(job.id) as lock:
        return lock.try_acquire()


def queue_abandoned_jobs() -> None:
    """Give jobs that nobody works on to the queue again."""
    for job in ImportJob.objects.visible().unfinished().filter(queued_at__lt=timezone.now() - REQUEUE_AFTER):
        if is_abandoned(job):
            queue.enqueue(job)


def drop_orphans() -> None:
    """Remove the tables that no job needs. They are looked up before the jobs: no table is older than its job."""
    if found := tables.owned():
        tables.drop_unless_needed(found, by={pk.hex for pk in needing_tables().values_list("pk", flat=True)})


def restore_indexes() -> None:
    """Build those that are missing, unless an import is at it: that one builds them itself before it completes."""
    if not indexes.missing():
        return
    with catalogue_lock() as lock:
        if lock.try_acquire():
            indexes.ensure()


def needing_tables() -> ImportJobQuerySet:
    """The jobs that may still want their tables: those that have not ended, and those that failed a while ago.

    One that waits at the door or for its mapping has none, or reads its file again.
    """
    ended = ImportJob.objects.filter(status__in=TERMINAL) | ImportJob.objects.waiting()
    done = ended.exclude(status=Status.FAILED, finished_at__gt=timezone.now() - KEEP_FAILED)
    return ImportJob.objects.exclude(pk__in=done.values("pk"))
