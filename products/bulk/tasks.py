"""The Celery tasks of bulk work. Their names are a contract, and some are older than this room."""

from celery import shared_task

from products.bulk import conductors, respelling
from products.jobs import index_job, queue, worker


@shared_task(name=queue.DELETE_TASK)
def bulk_delete_products(job_id: str) -> None:
    """Delete the products that the job names, all of them or a selection."""
    worker.carry_on(job_id, conductors.Deletion)


@shared_task(name=queue.UPDATE_TASK)
def bulk_update_products(job_id: str) -> None:
    """Make the products that the job names active or inactive."""
    worker.carry_on(job_id, conductors.Update)


@shared_task(name=queue.INDEX_TASK)
def respell_products(job_id: str) -> None:
    """Make anew what search goes by: the indexes of own fields, or the spelling of texts from earlier versions."""
    worker.carry_on(job_id, index_job.OwnIndexing if index_job.is_for_own_fields(job_id) else respelling.Respelling)
