"""How long comparing a file with the catalogue will take, judged by earlier imports, or else by its own reading."""

from statistics import median

from products.jobs.models import ImportJob

EARLIER_JOBS = 5
ENOUGH_ROWS = 1_000
"""The time of smaller files is not a matter of their rows."""

SHARE_OF_READING = 0.4


def comparison_seconds(job: ImportJob) -> float | None:
    """None while the job has not read its file."""
    if not job.read_at or not job.working_since:
        return None
    earlier = ImportJob.objects.compared(at_least=ENOUGH_ROWS).newest_first()[:EARLIER_JOBS]
    rates = [_seconds_a_row(each) for each in earlier]
    if rates:
        return median(rates) * (job.staged_rows or 0)
    return SHARE_OF_READING * (job.read_at - job.working_since).total_seconds()


def _seconds_a_row(job: ImportJob) -> float:
    if not (job.planned_at and job.comparison_began_at and job.staged_rows):
        return 0.0
    return (job.planned_at - job.comparison_began_at).total_seconds() / job.staged_rows
