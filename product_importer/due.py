"""How the queue works and what is due when: the same for workers and for the beat, which knows no tasks."""

from celery import Celery
from django.conf import settings

TRANSPORT = {
    "visibility_timeout": 24 * 3600,  # a task that runs longer is delivered twice; its lock sends the second away
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 20,
}
ROUTES = {
    "webhooks.tasks.*": {"queue": "webhooks"},
    "products.imports.tasks.fetch_*": {"queue": "sources"},  # served by the webhooks worker, too
    "product_importer.accounts.tasks.send_mails": {"queue": "webhooks"},
    "product_importer.notices.tasks.*": {"queue": "webhooks"},  # they wait for others, too
}
TASKS = {
    "product_importer.accounts.tasks": {"imports", "webhooks"},
    "product_importer.notices.tasks": {"webhooks"},
    "products.imports.tasks": {"imports"},
    "products.imports.fetching.tasks": {"sources"},
    "products.bulk.tasks": {"imports"},
    "products.own_fields.tasks": {"imports"},
    "webhooks.tasks": {"webhooks"},
}
"""The modules with our tasks, and the queues in which these wait."""
FEWEST_SECONDS = 5
"""How long a task that comes every few seconds may wait at least before it is dropped for the next one."""


def configure(app: Celery) -> None:
    app.conf.update(
        broker_url=settings.CELERY_BROKER_URL,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # it waits for the queue as long as it takes
        broker_transport_options=TRANSPORT,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="imports",
        task_routes=ROUTES,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        timezone="UTC",
        beat_scheduler="product_importer.beat.SeenScheduler",
        beat_schedule=_schedule(),
    )


def _schedule() -> dict[str, dict[str, object]]:
    resume, sources = settings.IMPORT_RESUME_SECONDS, settings.SOURCE_DISPATCH_SECONDS
    webhooks, mails = settings.WEBHOOK_DISPATCH_SECONDS, settings.MAIL_DISPATCH_SECONDS
    return {
        "resume-interrupted-imports": _every(resume, "products.imports.tasks.resume_interrupted_imports", resume),
        "fetch-due-sources": _every(sources, "products.imports.tasks.fetch_due_sources", max(sources, FEWEST_SECONDS)),
        "send-due-webhooks": _every(webhooks, "webhooks.tasks.send_due", max(webhooks, FEWEST_SECONDS)),
        "forget-old-audit-entries": _every(3600, "product_importer.accounts.tasks.forget_old_entries", 3600),
        "send-due-mails": _every(mails, "product_importer.notices.tasks.send_due_mails", max(mails, FEWEST_SECONDS)),
        "forget-old-notices": _every(3600, "product_importer.notices.tasks.forget_old_notices", 3600),
        "sweep-webhooks": _every(600, "webhooks.tasks.sweep", 600),
    }


def _every(seconds: float, task: str, expires: float) -> dict[str, object]:
    """`expires`: seconds after which one that nobody has begun is dropped, since the next one is there."""
    return {"task": task, "schedule": seconds, "options": {"expires": expires}}
