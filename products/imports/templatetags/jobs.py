"""What became of a job's rows, for lists of jobs."""

from django import template

from products.jobs.models import ImportJob
from products.jobs.presenters import Outcome, outcomes_of

register = template.Library()


@register.filter
def outcomes(job: ImportJob) -> list[Outcome]:
    return outcomes_of(job)
