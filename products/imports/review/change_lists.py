"""Where the changes of a job are: in its plan while that waits, in the history once the job has ended."""

from products.imports.review.changes import ChangeList
from products.imports.review.history_changes import HistoryChanges
from products.imports.review.plan_changes import PlanChanges
from products.jobs.models import ImportJob
from products.jobs.record import OF_CHOSEN_PRODUCTS


class NothingToSee(Exception):
    """The job is under way, or waits for something else."""

    def __init__(self) -> None:
        super().__init__(
            "This import is under way. Its changes can be seen while they wait to be reviewed, and once it ended."
        )


def changes_of(job: ImportJob) -> ChangeList:
    """Raises NothingToSee."""
    if job.kind in OF_CHOSEN_PRODUCTS and not job.is_terminal:
        raise NothingToSee
    if ImportJob.objects.awaiting_review().filter(pk=job.pk).exists():
        return PlanChanges(job)
    if job.is_terminal:
        return HistoryChanges(job)
    raise NothingToSee
