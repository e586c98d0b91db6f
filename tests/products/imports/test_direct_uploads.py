"""Files that go straight to the store: begun, sent, completed once; refused, given up or forgotten without a trace."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from products.imports import leftovers, receiving, running
from products.imports.direct_models import DirectUpload
from products.jobs import control
from products.jobs.models import ImportJob
from tests.file_store import Bucket, bucket, s3_server, use
from tests.processes import free_port
from tests.products.imports.factories import CSV

__all__ = ["bucket", "s3_server"]

pytestmark = pytest.mark.django_db(transaction=True)

ROUTE = "/products/api/upload/direct/"
ZIP_OF_NOTHING = b"PK\x05\x06" + bytes(18)


@pytest.fixture
def direct(bucket: Bucket, settings: Settings) -> Bucket:
    use(settings, bucket.server.url, bucket.name, direct_over=10)
    return bucket


def begin(client: Client, content: bytes = CSV, **options: Any) -> Any:
    body = {"file_name": "spring.csv", "size": len(content), **options}
    return client.post(ROUTE, body, content_type="application/json")


def send(begun: Any, content: bytes = CSV) -> int:
    return requests.put(begun.json()["url"], data=content, timeout=30).status_code


def complete(client: Client, begun: Any) -> Any:
    return client.post(begun.json()["links"]["complete"])


def test_file_that_was_sent_to_the_store_is_imported_once_however_often_it_is_completed(
    direct: Bucket, admin_client: Client
) -> None:
    begun = begin(admin_client, mode="apply")
    assert (begun.status_code, send(begun)) == (201, 200)

    answers = [complete(admin_client, begun) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    job = ImportJob.objects.get()
    assert {answer.json()["job_id"] for answer in answers} == {str(job.id)} == {begun.json()["id"]}
    assert running.run(job.id)
    job.refresh_from_db()
    assert (job.status, job.created, job.file_name, job.options["mode"]) == ("completed", 1, "spring.csv", "apply")
    assert direct.keys() == [f"imports/{job.id}.csv"]
    assert not DirectUpload.objects.exists()


def test_file_must_have_arrived_whole(direct: Bucket, admin_client: Client) -> None:
    begun = begin(admin_client)
    missing = complete(admin_client, begun)
    direct.put(f"imports/{begun.json()['id']}.csv", CSV[:5])
    cut = complete(admin_client, begun)

    assert [(each.status_code, each.json()["error"]["code"]) for each in (missing, cut)] == [(409, "not_arrived")] * 2
    assert "5 B of the file" in cut.json()["error"]["message"]
    assert not ImportJob.objects.exists()

    assert (send(begun), complete(admin_client, begun).status_code) == (200, 202)


def test_file_that_is_no_table_is_refused_and_removed(direct: Bucket, admin_client: Client) -> None:
    begun = begin(admin_client, ZIP_OF_NOTHING)
    send(begun, ZIP_OF_NOTHING)

    answer = complete(admin_client, begun)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "archive_invalid")
    assert (direct.keys(), ImportJob.objects.count()) == ([], 0)
    assert complete(admin_client, begun).status_code == 404


@pytest.mark.parametrize(
    ("parts", "status"),
    [({"size": 0}, 422), ({"size": 2**40}, 413), ({"mode": "never"}, 422), ({"colour": "red"}, 422)],
)
def test_upload_is_refused_before_it_is_sent(
    direct: Bucket, admin_client: Client, parts: dict[str, Any], status: int
) -> None:
    assert begin(admin_client, **parts).status_code == status
    assert not DirectUpload.objects.exists()


def test_file_larger_than_a_store_takes_at_once_goes_through_the_server(
    direct: Bucket, admin_client: Client, settings: Settings
) -> None:
    settings.IMPORT_MAX_BYTES = 2**40

    answer = begin(admin_client, size=6 * 1024**3)

    assert (answer.status_code, "Send it to the server" in answer.text) == (413, True)


def test_upload_of_somebody_else_is_unknown(direct: Bucket, admin_client: Client) -> None:
    begun = begin(admin_client)
    send(begun)
    other = Client()
    other.force_login(User.objects.create_superuser("bea", password="x"))

    assert complete(other, begun).status_code == 404
    assert other.delete(begun.json()["links"]["self"]).status_code == 404
    assert complete(admin_client, begun).status_code == 202
    assert complete(other, begun).status_code == 404


def test_upload_that_is_given_up_leaves_nothing(direct: Bucket, admin_client: Client) -> None:
    begun = begin(admin_client)
    send(begun)

    assert admin_client.delete(begun.json()["links"]["self"]).status_code == 204

    assert direct.keys() == []
    assert complete(admin_client, begun).status_code == 404
    assert admin_client.delete(f"{ROUTE}{uuid.uuid4()}/").status_code == 404


def test_upload_that_is_never_completed_is_swept_away_after_a_day(direct: Bucket, admin_client: Client) -> None:
    old, new = begin(admin_client), begin(admin_client)
    send(old)
    send(new)
    DirectUpload.objects.filter(pk=old.json()["id"]).update(created_at=timezone.now() - timedelta(days=2))

    leftovers.sweep()

    assert direct.keys() == [f"imports/{new.json()['id']}.csv"]
    assert DirectUpload.objects.count() == 1


def test_upload_is_neither_lost_nor_completed_while_the_store_is_away(
    direct: Bucket, admin_client: Client, settings: Settings
) -> None:
    begun = begin(admin_client)
    send(begun)
    use(settings, f"http://127.0.0.1:{free_port()}", direct.name, direct_over=10)

    assert complete(admin_client, begun).json()["error"]["code"] == "store_away"

    use(settings, direct.server.url, direct.name, direct_over=10)
    assert complete(admin_client, begun).status_code == 202


def test_file_that_is_exchanged_after_it_was_completed_is_not_imported(direct: Bucket, admin_client: Client) -> None:
    begun = begin(admin_client)
    send(begun)
    complete(admin_client, begun)
    send(begun, CSV.replace(b"10.00", b"99.00"))

    running.run(uuid.UUID(begun.json()["id"]))

    job = ImportJob.objects.get()
    assert (job.status, job.error_code) == ("failed", "source_changed")


def test_worker_asks_before_it_imports_the_same_file_again(direct: Bucket, admin_client: Client) -> None:
    jobs = []
    for _ in range(2):
        begun = begin(admin_client, same_file="ask")
        send(begun)
        complete(admin_client, begun)
        jobs.append(ImportJob.objects.get(pk=begun.json()["id"]))
        running.run(jobs[-1].id)

    first, second = (ImportJob.objects.get(pk=job.pk) for job in jobs)
    assert (first.status, second.state) == ("completed", "seen_before")

    assert control.import_again(second)
    running.run(second.id)
    second.refresh_from_db()
    assert (second.status, second.unchanged) == ("completed", 1)
    assert receiving.keep_again(second, user=None).status == "pending"  # whoever says so is not asked again


def test_there_are_no_direct_uploads_without_a_store(admin_client: Client) -> None:
    answer = begin(admin_client)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_direct")
