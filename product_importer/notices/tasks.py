"""The Celery tasks. They are safe to run twice: PostgreSQL knows what is owed."""

import threading

from celery import shared_task
from celery.signals import worker_shutting_down

from product_importer.notices import outbox, retention

_stopping = threading.Event()


@worker_shutting_down.connect
def _end_turns(**_: object) -> None:
    """The pool consists of threads, so all of them see this."""
    _stopping.set()


@shared_task
def send_due_mails() -> None:
    """Send what is due, unless another worker is at it."""
    outbox.send_due(should_stop=_stopping.is_set)


@shared_task
def forget_old_notices() -> None:
    retention.sweep()
