"""A job in the hands of a Celery worker, which may be told to stop in the middle of it."""

import logging
import uuid
from multiprocessing.sharedctypes import RawValue

from celery.signals import worker_shutting_down

from product_importer.lib import logs
from products.jobs.conductor import DATABASE_AWAY, Conductor, Interrupted, run
from products.jobs.locks import LockLost

logger = logging.getLogger(__name__)

# Set in the worker's main process, seen by the pool's children: they are forked after this module is loaded.
# A plain byte, not an Event: that has a lock, and a child killed while it holds the lock would stop all the others.
_shutting_down = RawValue("b", 0)


@worker_shutting_down.connect
def _tell_children(**_: object) -> None:
    _shutting_down.value = 1


def is_stopping() -> bool:
    """Whether this worker is told to stop."""
    return bool(_shutting_down.value)


def carry_on(job_id: str, conductor: type[Conductor]) -> None:
    """To the job's end, or to the chunk at which this worker is told to stop. Safe to call twice at once."""
    with logs.about_job(job_id):
        try:
            run(uuid.UUID(job_id), conductor, should_stop=is_stopping)
        except (Interrupted, LockLost, *DATABASE_AWAY) as interruption:
            logger.warning("job %s was interrupted and will continue later: %r", job_id, interruption)
