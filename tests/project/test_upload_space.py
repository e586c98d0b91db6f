"""Space for uploads under way, on a disk so small that they fill it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from product_importer import upload_space
from products.jobs.models import ImportJob
from tests.processes import ROOT
from tests.small_disk import small_disk

MB = 1024**2
DISK_BYTES, FREE_BYTES = 64 * MB, 4 * MB
UPLOAD = "/products/api/upload/"


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    with small_disk(tmp_path / "small", DISK_BYTES) as folder:
        settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR = folder, folder / "incoming"
        settings.DATA_DIR = tmp_path
        settings.IMPORT_FREE_DISK_BYTES = FREE_BYTES
        settings.FILE_UPLOAD_TEMP_DIR.mkdir()
        yield folder


def incoming(disk: Path) -> list[Path]:
    return [*(disk / "incoming").iterdir()]


def test_uploads_at_once_get_no_more_than_there_is(disk: Path) -> None:
    with ExitStack() as under_way:
        given = [upload_space.reserve(20 * MB) for _ in range(5)]
        for part in given:
            if part:
                under_way.enter_context(part)

    assert [part is not None for part in given] == [True, True, True, False, False]


def test_space_is_free_again_when_an_upload_ends(disk: Path) -> None:
    for _ in range(5):
        part = upload_space.reserve(50 * MB)
        assert part
        part.close()

    assert incoming(disk) == []


@pytest.mark.parametrize("length", [DISK_BYTES - FREE_BYTES + 1, DISK_BYTES, 2**40])
def test_more_than_there_is_leaves_nothing_behind(disk: Path, length: int) -> None:
    assert upload_space.reserve(length) is None
    assert incoming(disk) == []


HOLD = """
import os, sys, time
from pathlib import Path
from django.conf import settings
folder = Path(sys.argv[1])
settings.configure(
    DATA_DIR=folder.parent, FILE_UPLOAD_TEMP_DIR=folder / "incoming", IMPORT_FREE_DISK_BYTES=int(sys.argv[2])
)
from product_importer import upload_space
part = upload_space.reserve(int(sys.argv[3]))
print(part is not None, flush=True)
time.sleep(60)
"""


def test_other_processes_count_until_they_are_killed(disk: Path) -> None:
    arguments = [str(disk), str(FREE_BYTES), str(40 * MB)]
    with subprocess.Popen([sys.executable, "-c", HOLD, *arguments], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"True\n"
        assert upload_space.reserve(40 * MB) is None

        other.send_signal(signal.SIGKILL)
        other.wait()
        assert len(incoming(disk)) == 1
        part = upload_space.reserve(40 * MB)

    assert part
    assert [str(path) for path in incoming(disk)] == [part.name]
    part.close()


def post(client: Client, content: bytes, **extra: Any) -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile("a.csv", content)}, **extra)


@pytest.mark.django_db
def test_large_upload_is_stored_byte_for_byte_and_keeps_no_more_than_it_needs(admin_client: Client, disk: Path) -> None:
    content = b"sku,name\n" + b"".join(b"A-%d,Kettle\n" % number for number in range(400_000))

    answer = post(admin_client, content)

    job = ImportJob.objects.get(pk=answer.json()["task_id"])
    stored = Path(job.file.path)
    assert answer.status_code == 202
    assert stored.read_bytes() == content
    assert stored.stat().st_blocks * 512 < len(content) + 64 * 1024
    assert incoming(disk) == []


@pytest.mark.django_db
def test_upload_is_refused_while_others_have_the_space(admin_client: Client, disk: Path) -> None:
    content = b"sku,name\n" + b"A" * 10 * MB
    others = upload_space.reserve(55 * MB)
    assert others

    refused = post(admin_client, content)
    others.close()

    assert (refused.status_code, refused.json()["error"]["code"]) == (507, "disk_full")
    assert post(admin_client, content).status_code == 202
    assert incoming(disk) == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", [{"mode": "apply" + "y" * 3 * MB}, {"mode": "apply", "other": "a" * 3 * MB}])
def test_body_without_a_file_gives_its_space_back(admin_client: Client, disk: Path, form: dict[str, str]) -> None:
    answer = admin_client.post(UPLOAD, form)

    assert 400 <= answer.status_code < 500
    assert incoming(disk) == []


@pytest.mark.django_db
def test_second_file_leaves_nothing_behind(admin_client: Client, disk: Path) -> None:
    content = b"sku,name\n" + b"A" * 3 * MB
    two = {"file": SimpleUploadedFile("a.csv", content), "more": SimpleUploadedFile("b.csv", content)}

    assert admin_client.post(UPLOAD, two).status_code == 422
    assert incoming(disk) == []
