"""The Celery app and the beat schedule. The queue is a hint: PostgreSQL knows what is owed."""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init, heartbeat_sent
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from product_importer.launch import sign_file, start
from product_importer.lib import keys, signs_of_life

os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # a worker would load all pages for them; the tests run them
start.read_settings_or_exit()

app = Celery("product_importer")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # it waits for the queue as long as it takes
    broker_transport_options={
        "visibility_timeout": 24 * 3600,  # a task that runs longer is delivered twice; its lock sends the second away
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 20,
    },
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_default_queue="imports",
    task_routes={"webhooks.tasks.*": {"queue": "webhooks"}},
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
        "sweep-webhooks": {
            "task": "webhooks.tasks.sweep",
            "schedule": 600,
            "options": {"expires": 600},
        },
    },
)
app.autodiscover_tasks(
    ["product_importer.accounts", "products.imports", "products.bulk", "products.own_fields", "webhooks"]
)


@celeryd_init.connect
@beat_init.connect
def refuse_to_start_without_keys(**_: object) -> None:
    """Celery would log any other exception than this one, and go on."""
    try:
        keys.refuse_to_serve_without()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@heartbeat_sent.connect
def leave_sign_of_life(**_: object) -> None:
    """A worker does this every few seconds, busy or idle, for each queue that it serves."""
    sign_file.touch()
    for queue in app.amqp.queues.consume_from:
        if queue in signs_of_life.WORKERS:
            signs_of_life.mark_seen(signs_of_life.WORKERS[queue])
