"""What a person may tell a job that is under way or waits: stop, go on."""

from products.jobs import progress, queue
from products.jobs.models import ImportJob
from products.jobs.states import TERMINAL, Status

NOT_RESUMABLE = (
    "Only what failed or was interrupted can be resumed. What waits for its columns or a review goes on once they are "
    "settled; a cancelled import can be imported again."
)


def cancel(job: ImportJob) -> bool:
    """Ask the job to stop at its next chunk; one that waits for a person ends at once. False if it has ended."""
    if job.stop_waiting():
        progress.publish(job)
        return True
    if not job.request_cancel():
        return False
    _tell(job)
    return True


def resume(job: ImportJob) -> bool:
    """Start a failed or interrupted job again, where it stopped. False if there is nothing to start.

    A job that is under way stays as it is: its lock sends the second delivery of the task away.
    """
    if not make_ready(job):
        return False
    _tell(job)
    return True


def make_ready(job: ImportJob) -> bool:
    """The same, for whoever carries it on without the queue.

    What was cancelled stays so: it was settled what becomes of its rows. An undo is not started again while another one
    of the same job has not ended.
    """
    if job.undo_of_id and _others_undo(job):
        return False
    if job.status == Status.FAILED and not job.reopen():
        return False
    return job.status in {Status.PENDING, Status.PROCESSING}


def import_again(job: ImportJob) -> bool:
    """Let a job go on whose file was imported before. False if it does not wait for that."""
    if not job.let_in():
        return False
    _tell(job)
    return True


def _others_undo(job: ImportJob) -> bool:
    same = ImportJob.objects.filter(undo_of=job.undo_of_id).exclude(pk=job.pk)
    return same.exclude(status__in=TERMINAL).exists()


def _tell(job: ImportJob) -> None:
    progress.publish(job)
    queue.enqueue(job)
