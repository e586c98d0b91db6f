"""The Celery tasks. They carry ids only, and running one twice is safe: the job's lock sends the second away."""

import logging
import uuid
from datetime import timedelta
from multiprocessing.sharedctypes import RawValue

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from product_importer.lib import logs, signs_of_life
from products.bulk import conductors
from products.imports import running
from products.jobs import sweeping
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob, Kind

logger = logging.getLogger(__name__)

REQUEUE_AFTER = timedelta(seconds=15)
"""A job that nobody holds is given to the queue again, but not more often than this."""

# Set in the worker's main process, seen by the pool's children: they are forked after this module is loaded.
# A plain byte, not an Event: that has a lock, and a child killed while it holds the lock would stop all the others.
_shutting_down = RawValue("b", 0)


@worker_shutting_down.connect
def _tell_children(**_: object) -> None:
    _shutting_down.value = 1


@shared_task
def process_csv_upload(job_id: str) -> None:
    """Carry one import on to its end, or to the chunk at which this worker is told to stop."""
    _carry_on(job_id, running.Run)


@shared_task
def bulk_delete_products(job_id: str) -> None:
    """Delete the products that the job names, all of them or a selection."""
    _carry_on(job_id, conductors.Deletion)


@shared_task
def bulk_update_products(job_id: str) -> None:
    """Make the products that the job names active or inactive."""
    _carry_on(job_id, conductors.Update)


def _carry_on(job_id: str, conductor: type[running.Run]) -> None:
    with logs.about_job(job_id):
        try:
            running.run(uuid.UUID(job_id), should_stop=lambda: bool(_shutting_down.value), conductor=conductor)
        except (running.Interrupted, LockLost, *running.DATABASE_AWAY) as interruption:
            logger.warning("job %s is interrupted and goes on later: %r", job_id, interruption)


_TASKS = {Kind.DELETE: bulk_delete_products, Kind.UPDATE: bulk_update_products}


@shared_task
def resume_interrupted_imports() -> None:
    """Give jobs that nobody works on to the queue again, and clean up what dead workers left."""
    signs_of_life.mark_seen("worker")
    for job in ImportJob.objects.visible().unfinished().filter(queued_at__lt=timezone.now() - REQUEUE_AFTER):
        if sweeping.is_abandoned(job):
            enqueue(job)
    sweeping.sweep()


def enqueue(job: ImportJob) -> bool:
    """Give the job to the queue. False while Redis is away: the beat finds the job later."""
    ImportJob.objects.filter(pk=job.pk).update(queued_at=timezone.now())
    try:
        _TASKS.get(Kind(job.kind), process_csv_upload).apply_async((str(job.id),), task_id=str(job.id), retry=False)
    except QueueAway:
        logger.warning("the queue is away; import %s starts when it is back", job.id)
        return False
    return True
