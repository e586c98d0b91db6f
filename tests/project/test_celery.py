"""What the Celery app knows: the tasks, the queue in which each waits, and those that the beat sends."""

import pytest

from product_importer.celery import app
from tests.processes import printed_by

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


PAGES = {"django.test", "ninja", "product_importer.urls", "products.admin", "pydantic"}
SENDING = {"paramiko", "requests", "webhooks.sending.delivering", "products.imports.fetching.sftp_files"}
MODELS = {"django.db.models", "products.models", "psycopg"}
SHELL = {"celery.bin.celery", "prompt_toolkit", "pygments"}
WORKER = """
from product_importer.celery import app
from product_importer.worker import KINDS

kind = KINDS["{kind}"]
app.conf.imports = kind.task_modules
app.loader.init_worker()
app.finalize()
served = [name for name in app.tasks if app.amqp.router.route({{}}, name)["queue"].name in kind.queues]
"""
BEAT = """
from product_importer.beat import app

app.loader.init_worker()
app.finalize()
served = [entry["task"] for entry in app.conf.beat_schedule.values()]
"""
SHOWN = "import sys; print(*sorted({name for name in served if name[:7] != 'celery.'})); print(*sys.modules)"


def loaded_by(program: str) -> tuple[list[str], set[str]]:
    """The tasks that it serves or sends, and all modules that it has loaded."""
    tasks, modules = printed_by("-c", program + SHOWN).splitlines()
    return tasks.split(), {*modules.split()}


@pytest.mark.parametrize(
    ("kind", "queues", "unneeded"),
    [("imports", {"imports"}, PAGES | SENDING | SHELL), ("webhooks", {"webhooks", "sources"}, PAGES | SHELL)],
)
def test_worker_knows_the_tasks_of_its_queues_and_loads_little_else(
    kind: str, queues: set[str], unneeded: set[str]
) -> None:
    """Whatever it loads costs memory for as long as it runs."""
    tasks, modules = loaded_by(WORKER.format(kind=kind))

    assert tasks == sorted(name for name, queue in QUEUES.items() if queue in queues)
    assert modules & unneeded == set()


def test_beat_sends_what_workers_know_and_loads_little_else() -> None:
    tasks, modules = loaded_by(BEAT)

    assert tasks == sorted(entry["task"] for entry in app.conf.beat_schedule.values())
    assert modules & (PAGES | SENDING | MODELS | SHELL) == set()
