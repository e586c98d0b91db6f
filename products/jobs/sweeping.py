"""What dead workers leave behind: found and put right by the beat."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from products.jobs import tables
from products.jobs.locks import catalogue_lock, job_lock
from products.jobs.models import TERMINAL, ImportJob, Mode, Status
from products.search import indexes

BROKEN_UPLOAD_AGE = timedelta(days=1)
"""No upload takes that long."""
KEEP_FAILED = timedelta(days=1)
"""How long a failed job keeps its tables, so that resuming it need not read the file again."""

KEEP_DRY_RUNS = timedelta(minutes=1)
"""After its last sign of life: its command holds no lock before it starts and while it prints the outcome."""


def is_abandoned(job: ImportJob) -> bool:
    """Whether nobody holds the job's lock."""
    with job_lock(job.id) as lock:
        return lock.try_acquire()


def sweep() -> None:
    """Remove abandoned dry runs, tables and files that no job needs, and build the indexes that are missing."""
    _remove_dry_runs()
    _drop_orphans()
    _forget_old_files()
    _remove_broken_uploads()
    restore_indexes()


def _remove_broken_uploads() -> None:
    """Parts of uploads whose web process was killed; on this machine, or wherever the folder is shared."""
    oldest = timezone.now().timestamp() - BROKEN_UPLOAD_AGE.total_seconds()
    for part in settings.FILE_UPLOAD_TEMP_DIR.iterdir():
        if part.stat().st_mtime < oldest:
            part.unlink(missing_ok=True)


def restore_indexes() -> None:
    """Build those that are missing, unless an import is at it: that one builds them itself before it completes."""
    if not indexes.missing():
        return
    with catalogue_lock() as lock:
        if lock.try_acquire():
            indexes.ensure()


def _remove_dry_runs() -> None:
    silent = ImportJob.objects.filter(options__mode=Mode.DRY_RUN, updated_at__lt=timezone.now() - KEEP_DRY_RUNS)
    for job in silent:
        if is_abandoned(job):
            discard(job)


def discard(job: ImportJob) -> None:
    """Remove a job that wrote nothing to the catalogue, with its tables and its file."""
    tables.drop_all(job)
    job.file.delete(save=False)
    job.delete()


def _drop_orphans() -> None:
    """The tables are looked up before the jobs: no table is older than its job."""
    if found := tables.owned():
        tables.drop_unless_needed(found, by=_jobs_that_need_tables())


def _jobs_that_need_tables() -> set[str]:
    """The ids, in hexadecimal, of the jobs that may still want their tables."""
    ended = ImportJob.objects.filter(status__in=TERMINAL)
    done = ended.exclude(status=Status.FAILED, finished_at__gt=timezone.now() - KEEP_FAILED)
    return {pk.hex for pk in ImportJob.objects.exclude(pk__in=done.values("pk")).values_list("pk", flat=True)}


def _forget_old_files() -> None:
    """The counters and the rejected rows stay; only the bytes go."""
    cutoff = timezone.now() - timedelta(days=settings.IMPORT_KEEP_FILES_DAYS)
    for job in ImportJob.objects.filter(finished_at__lt=cutoff).exclude(file=""):
        job.file.delete()
