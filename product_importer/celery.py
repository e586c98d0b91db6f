"""The Celery app of workers, and of whoever queues tasks. The queue is a hint: PostgreSQL knows what is owed."""

import os

from celery import Celery
from celery.signals import celeryd_init, heartbeat_sent, worker_before_create_process

from product_importer import due
from product_importer.launch import database_check, sign_file, start
from product_importer.lib import garbage_collector, keys, scratch, signs_of_life

os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # a worker would load all pages for them; the tests run them
start.read_settings_or_exit()

app = Celery("product_importer")
due.configure(app)
app.conf.imports = [*due.TASKS]


@celeryd_init.connect
def refuse_to_start_without_keys(**_: object) -> None:
    keys.exit_without()


@celeryd_init.connect
def refuse_to_start_with_an_unusable_database(**_: object) -> None:
    database_check.refuse_unusable_database(tell_if_away="The worker waits for it.")


@celeryd_init.connect
def sweep_this_host(**_: object) -> None:
    """The beat's task does it, too, on one host at a time."""
    scratch.sweep_this_host()


@worker_before_create_process.connect
def share_memory_with_children(**_: object) -> None:
    garbage_collector.share_with_children()


@heartbeat_sent.connect
def leave_sign_of_life(**_: object) -> None:
    """A worker does this every few seconds, busy or idle, for each queue that it serves."""
    sign_file.touch()
    for queue in app.amqp.queues.consume_from:
        if queue in signs_of_life.WORKERS:
            signs_of_life.mark_seen(signs_of_life.WORKERS[queue])
