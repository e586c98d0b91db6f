"""The Celery task that erases a field. Its name is a contract."""

from celery import shared_task

from products.jobs import queue, worker
from products.own_fields.conductors import Erasure


@shared_task(name=queue.ERASE_TASK)
def erase_own_field(job_id: str) -> None:
    """Remove the values of the field that the job names. Safe to run twice: a job that has ended is left alone."""
    worker.carry_on(job_id, Erasure)
