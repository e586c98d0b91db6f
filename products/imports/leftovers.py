"""What imports leave behind: dry runs that were broken off, files whose time is over, uploads that broke off."""

import logging
import uuid
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from product_importer.lib import scratch
from product_importer.lib.file_store.failures import StoreAway
from products.imports import source
from products.imports.containers import unpacked_text
from products.imports.direct import uploads
from products.imports.mapping import expiry
from products.imports.models import KeptKeys
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.record import Mode
from products.jobs.sweeping import is_abandoned, needing_tables

log = logging.getLogger(__name__)

KEEP_DRY_RUNS = timedelta(minutes=1)
"""After its last sign of life: its command holds no lock before it starts and while it prints the outcome."""


def sweep() -> None:
    """Remove abandoned dry runs, imports that wait in vain, files that nobody wants any more, and parts of uploads."""
    _remove_dry_runs()
    expiry.cancel_unanswered()
    _forget_old_files()
    _forget_kept_keys()
    uploads.sweep()
    unpacked_text.sweep(_needing_text)
    scratch.sweep_this_host()


def discard(job: ImportJob) -> None:
    """Remove a job that wrote nothing to the catalogue, with its tables and its file."""
    tables.drop_all(job)
    source.forget_text(job)
    job.file.delete(save=False)
    job.delete()


def _remove_dry_runs() -> None:
    silent = ImportJob.objects.filter(options__mode=Mode.DRY_RUN, updated_at__lt=timezone.now() - KEEP_DRY_RUNS)
    for job in silent:
        if is_abandoned(job):
            with suppress(StoreAway):  # another time
                discard(job)


def _forget_old_files() -> None:
    """The counters and the rejected rows stay; only the bytes go."""
    cutoff = timezone.now() - timedelta(days=settings.IMPORT_KEEP_FILES_DAYS)
    old = ImportJob.objects.filter(finished_at__lt=cutoff).exclude(file="")
    for job in old.exclude(rejected__gt=0, finished_at__gte=_mended_since()):
        try:
            job.file.delete()
        except OSError:
            log.exception("The file of import %s could not be deleted.", job.id)


def _forget_kept_keys() -> None:
    """Of imports whose refused rows cannot be mended any longer."""
    KeptKeys.objects.filter(job__finished_at__lt=_mended_since()).delete()


def _mended_since() -> datetime:
    """What ended before that is not mended any more."""
    return timezone.now() - timedelta(days=settings.IMPORT_UNDO_DAYS)


def _needing_text(jobs: Collection[str]) -> set[str]:
    """Those that may still read their file, by the hex of their ids. What is no id is of no job."""
    ids = {job for each in jobs if (job := _as_id(each))}
    wanted = (needing_tables(), ImportJob.objects.waiting())
    return {pk.hex for jobs_of in wanted for pk in jobs_of.filter(pk__in=ids).values_list("pk", flat=True)}


def _as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
