"""How the queue works and what is due when: the same for workers and for the beat, which knows no tasks."""

from celery import Celery
from django.conf import settings


def configure(app: Celery) -> None:
    app.conf.update(
        broker_url=settings.CELERY_BROKER_URL,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # it waits for the queue as long as it takes
        broker_transport_options={
            "visibility_timeout": 24
            * 3600,  # a task that runs longer is delivered twice; its lock sends the second away
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 20,
        },
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_default_queue="imports",
        task_routes={
            "webhooks.tasks.*": {"queue": "webhooks"},
            "products.imports.tasks.fetch_*": {"queue": "sources"},  # served by the webhooks worker, too
            "product_importer.accounts.tasks.send_mails": {"queue": "webhooks"},
            "product_importer.notices.tasks.*": {"queue": "webhooks"},  # they wait for others, too
        },
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        timezone="UTC",
        beat_scheduler="product_importer.beat.SeenScheduler",
        beat_schedule={
            "resume-interrupted-imports": {
                "task": "products.imports.tasks.resume_interrupted_imports",
                "schedule": settings.IMPORT_RESUME_SECONDS,
                "options": {"expires": settings.IMPORT_RESUME_SECONDS},
            },
            "fetch-due-sources": {
                "task": "products.imports.tasks.fetch_due_sources",
                "schedule": settings.SOURCE_DISPATCH_SECONDS,
                "options": {"expires": max(settings.SOURCE_DISPATCH_SECONDS, 5)},
            },
            "send-due-webhooks": {
                "task": "webhooks.tasks.send_due",
                "schedule": settings.WEBHOOK_DISPATCH_SECONDS,
                "options": {"expires": max(settings.WEBHOOK_DISPATCH_SECONDS, 5)},
            },
            "forget-old-audit-entries": {
                "task": "product_importer.accounts.tasks.forget_old_entries",
                "schedule": 3600,
                "options": {"expires": 3600},
            },
            "send-due-mails": {
                "task": "product_importer.notices.tasks.send_due_mails",
                "schedule": settings.MAIL_DISPATCH_SECONDS,
                "options": {"expires": max(settings.MAIL_DISPATCH_SECONDS, 5)},
            },
            "forget-old-notices": {
                "task": "product_importer.notices.tasks.forget_old_notices",
                "schedule": 3600,
                "options": {"expires": 3600},
            },
            "sweep-webhooks": {
                "task": "webhooks.tasks.sweep",
                "schedule": 600,
                "options": {"expires": 600},
            },
        },
    )
