"""Jobs go to the queue by the names of their tasks, which are a contract."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from product_importer.celery import app
from products.jobs import queue
from products.jobs.models import ImportJob

pytestmark = pytest.mark.django_db

NAMES = {
    "import": "products.imports.tasks.process_csv_upload",
    "delete": "products.imports.tasks.bulk_delete_products",
    "update": "products.imports.tasks.bulk_update_products",
}


def make_job(kind: str) -> ImportJob:
    return ImportJob.objects.create(kind=kind, queued_at=timezone.now() - timedelta(days=1))


def waiting() -> list[dict[str, Any]]:
    """The messages that wait for a worker of imports."""
    channel: Any = app.connection_for_write().default_channel  # of Redis, which the general type does not tell
    messages = channel.client.lrange("imports", 0, -1)
    return [json.loads(message) for message in messages]


@pytest.mark.parametrize(("kind", "name"), NAMES.items())
def test_job_waits_for_the_task_of_its_kind(kind: str, name: str) -> None:
    job = make_job(kind)

    assert queue.enqueue(job)

    (message,) = waiting()
    arguments, *_ = json.loads(base64.b64decode(message["body"]))
    assert (message["headers"]["task"], message["headers"]["id"], arguments) == (name, str(job.id), [str(job.id)])
    job.refresh_from_db()
    assert timezone.now() - job.queued_at < timedelta(minutes=1)


@pytest.mark.parametrize("name", [*NAMES.values(), "products.imports.tasks.resume_interrupted_imports"])
def test_worker_knows_the_task(name: str) -> None:
    app.loader.import_default_modules()

    assert name in app.tasks


def test_job_that_cannot_be_queued_waits_for_the_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr("celery.app.base.Celery.send_task", away)

    assert queue.enqueue(make_job("import")) is False
    assert waiting() == []
