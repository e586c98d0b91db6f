"""Where a job is seen and followed."""

from django.urls import reverse

from products.jobs.models import ImportJob

ROUTES = {
    "self": "api:import",
    "status": "api:status",
    "progress": "api:progress",
    "page": "imports:detail",
    "rejected": "api:rejected",
    "rejected_file": "api:rejected_file",
}


def links_of(job: ImportJob) -> dict[str, str]:
    return {name: reverse(route, args=[job.id]) for name, route in ROUTES.items()}
