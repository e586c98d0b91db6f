"""What the Celery app knows: the tasks, the queue in which each waits, and those that the beat sends."""

import subprocess
import sys

import pytest

from product_importer.celery import app
from tests.processes import ROOT

QUEUES = {
    "products.imports.tasks.process_csv_upload": "imports",
    "products.imports.tasks.undo_import": "imports",
    "products.imports.tasks.bulk_delete_products": "imports",
    "products.imports.tasks.bulk_update_products": "imports",
    "products.bulk.tasks.respell_products": "imports",
    "products.own_fields.tasks.erase_own_field": "imports",
    "products.imports.tasks.resume_interrupted_imports": "imports",
    "products.imports.tasks.fetch_due_sources": "sources",
    "products.imports.tasks.fetch_source": "sources",
    "product_importer.accounts.tasks.forget_old_entries": "imports",
    "product_importer.accounts.tasks.send_mails": "webhooks",
    "product_importer.notices.tasks.send_due_mails": "webhooks",
    "product_importer.notices.tasks.forget_old_notices": "webhooks",
    "webhooks.tasks.send_due": "webhooks",
    "webhooks.tasks.deliver": "webhooks",
    "webhooks.tasks.sweep": "webhooks",
}


def test_tasks_are_these_and_keep_their_names() -> None:
    """A newer version may find their names in its queues."""
    app.loader.import_default_modules()
    app.finalize()

    assert {name for name in app.tasks if not name.startswith("celery.")} == QUEUES.keys()


@pytest.mark.parametrize(("task", "queue"), QUEUES.items())
def test_task_waits_in_the_queue_of_its_worker(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


@pytest.mark.parametrize("name", app.conf.beat_schedule)
def test_what_comes_by_itself_is_a_task_and_expires(name: str) -> None:
    entry = app.conf.beat_schedule[name]

    assert entry["task"] in QUEUES
    assert 0 < entry["schedule"] <= 3_600
    assert entry["schedule"] <= entry["options"]["expires"] <= max(entry["schedule"], 5)


def test_results_are_not_kept_and_messages_are_json() -> None:
    assert (app.conf.task_ignore_result, app.conf.task_serializer, app.conf.accept_content) == (True, "json", ["json"])


def test_worker_takes_one_task_at_a_time() -> None:
    """A second import in its hands would wait for the first, while other workers are idle."""
    assert app.conf.worker_prefetch_multiplier == 1


def test_beat_sends_what_workers_know_and_loads_no_models() -> None:
    code = "import sys; from product_importer.beat import app; app.loader.init_worker(); app.finalize(); "
    shown = "print(sorted(app.conf.beat_schedule), app.conf.task_routes, 'products.models' in sys.modules)"

    printed = subprocess.run(
        [sys.executable, "-c", code + shown], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout

    assert printed == f"{sorted(app.conf.beat_schedule)} {app.conf.task_routes} False\n"
