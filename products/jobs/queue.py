"""The way to a worker: each kind of job is carried on by the Celery task of this name.

The names are a contract. Tasks are sent by name, so that this room need not know the apps that carry them out.
"""

import logging

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from products.jobs.models import ImportJob
from products.jobs.record import Kind

logger = logging.getLogger(__name__)

IMPORT_TASK = "products.imports.tasks.process_csv_upload"
UNDO_TASK = "products.imports.tasks.undo_import"
DELETE_TASK = "products.imports.tasks.bulk_delete_products"
UPDATE_TASK = "products.imports.tasks.bulk_update_products"
INDEX_TASK = "products.bulk.tasks.respell_products"
ERASE_TASK = "products.own_fields.tasks.erase_own_field"

_TASKS = {
    Kind.UNDO: UNDO_TASK,
    Kind.DELETE: DELETE_TASK,
    Kind.UPDATE: UPDATE_TASK,
    Kind.INDEX: INDEX_TASK,
    Kind.ERASE: ERASE_TASK,
}


def enqueue(job: ImportJob) -> bool:
    """Give the job to the queue. False while Redis is away: the beat finds the job later."""
    ImportJob.objects.filter(pk=job.pk).update(queued_at=timezone.now())
    task, job_id = _TASKS.get(Kind(job.kind), IMPORT_TASK), str(job.id)
    try:
        current_app.send_task(task, (job_id,), task_id=job_id, retry=False, ignore_result=True)
    except QueueAway:
        logger.warning("the queue is unavailable; job %s will start when it is back", job.id)
        return False
    return True
