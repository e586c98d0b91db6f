"""The Celery tasks of imports. They carry ids only, and running one twice is safe: the job's lock sends it away."""

from celery import shared_task

from product_importer.lib import signs_of_life
from products.imports import leftovers
from products.imports.running import ImportRun
from products.imports.undo.undo_run import UndoRun
from products.jobs import queue, sweeping, worker
from products.models import size


@shared_task(name=queue.IMPORT_TASK)
def process_csv_upload(job_id: str) -> None:
    """Carry one import on to its end, or to the chunk at which this worker is told to stop."""
    worker.carry_on(job_id, ImportRun)


@shared_task(name=queue.UNDO_TASK)
def undo_import(job_id: str) -> None:
    """Carry one undo on to its end, or to where a person has to look at it."""
    worker.carry_on(job_id, UndoRun)


@shared_task
def resume_interrupted_imports() -> None:
    """Give jobs that nobody works on to the queue again, and clean up what dead workers left."""
    signs_of_life.mark_seen("worker")
    sweeping.queue_abandoned_jobs()
    leftovers.sweep()
    sweeping.drop_orphans()
    size.fold()
    sweeping.restore_indexes()
