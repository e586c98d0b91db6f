import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports import receiving, upload_options
from products.jobs.models import ImportJob
from tests.products.imports.factories import CSV

pytestmark = pytest.mark.django_db


def stored(store: Path) -> list[str]:
    return sorted(str(path.relative_to(store)) for path in store.rglob("*") if path.is_file())


def keep(content: bytes = CSV, *, file_name: str = "spring.csv", **options: Any) -> ImportJob:
    return receiving.keep(ContentFile(content), file_name=file_name, user=None, options=options)


def test_receive_stores_the_file_under_the_jobs_id_and_the_job_with_its_facts(store: Path) -> None:
    ana = User.objects.create(username="ana")

    job = receiving.receive(
        ContentFile(CSV), file_name="spring.csv", user=ana, options={"delimiter": "tab", "on_blank": ""}
    )

    job.refresh_from_db()
    assert stored(store) == [f"imports/{job.id}.csv"]
    assert (store / str(job.file.name)).read_bytes() == CSV
    assert (job.status, job.phase, job.file_name, job.file_size, job.created_by, job.options) == (
        "pending", "queued", "spring.csv", len(CSV), ana, {"delimiter": "\t"},
    )  # fmt: skip


def test_receive_moves_a_large_upload_instead_of_copying_it(store: Path) -> None:
    file = TemporaryUploadedFile("spring.csv", "text/csv", len(CSV), "utf-8")
    file.write(CSV)
    inode = Path(file.temporary_file_path()).stat().st_ino

    job = receiving.keep(file, file_name="spring.csv", user=None, options={})

    assert Path(job.file.path).stat().st_ino == inode
    file.close()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("spring.csv", "spring.csv"),
        ("/etc/passwd", "passwd"),
        ('12" pipes.csv', '12" pipes.csv'),
        ("inch\\foot.csv", "inch\\foot.csv"),
        ("100%22.csv", "100%22.csv"),
        ("a\x00b\x1b[31m.csv", "a\ufffdb\ufffd[31m.csv"),
        ("a\ud800.csv", "a\ufffd.csv"),
        ("ñandú 価格.csv", "ñandú 価格.csv"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
        ("", "unnamed.csv"),
    ],
)
def test_receive_keeps_the_files_name_as_text_only(given: str, kept: str) -> None:
    assert keep(file_name=given).file_name == kept


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, {}),
        ({"delimiter": "\\t"}, {"delimiter": "\t"}),
        ({"delimiter": ";"}, {"delimiter": ";"}),
        ({"encoding": "UTF-8"}, {"encoding": "utf-8"}),
        ({"encoding": "Windows-1252"}, {"encoding": "cp1252"}),
        ({"encoding": "ISO-8859-1"}, {"encoding": "latin-1"}),
        ({"encoding": "macroman"}, {"encoding": "mac-roman"}),
        ({"on_blank": "clear", "duplicates": "first"}, {"on_blank": "clear", "duplicates": "first"}),
        ({"new_without_price": "accept"}, {"new_without_price": "accept"}),
        ({"mapping": {"sku": "Art"}}, {"mapping": {"sku": "Art"}}),
        ({"mapping": None, "encoding": "", "duplicates": None}, {}),
    ],
)
def test_receive_keeps_sound_options_each_in_one_spelling(options: dict[str, Any], kept: dict[str, Any]) -> None:
    assert keep(**options).options == kept


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ({"delimiter": "x"}, ["delimiter"]),
        ({"encoding": "utf-7"}, ["encoding"]),
        ({"encoding": "no such thing"}, ["encoding"]),
        ({"mode": "dry_run"}, ["mode"]),
        ({"on_blank": "x", "duplicates": "y"}, ["duplicates", "on_blank"]),
        ({"new_without_price": "yes"}, ["new_without_price"]),
        ({"mapping": ["sku"]}, ["mapping"]),
        ({"mapping": {"sku": 3}}, ["mapping"]),
        ({"mapping": {"sku": "a\ud800"}}, ["mapping"]),
        ({"mapping": {"sku": "a\0"}}, ["mapping"]),
        ({"mapping": {"colour": "Farbe"}}, ["mapping"]),
        ({"color": "red"}, ["color"]),
        ({"delimiter": []}, ["delimiter"]),
    ],
)
def test_receive_names_every_option_that_is_not_possible_and_keeps_nothing(
    options: dict[str, Any], fields: list[str], store: Path
) -> None:
    with pytest.raises(upload_options.InvalidOptions) as caught:
        keep(**options)

    assert sorted(caught.value.fields) == fields
    assert (stored(store), ImportJob.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7 ...", "unsupported_format"),
        (b"<!doctype html><title>Sign in</title>", "unsupported_format"),
        (b"x" * 1_001, "too_large"),
    ],
)
def test_receive_refuses_at_sight_and_keeps_nothing(content: bytes, code: str, store: Path, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1_000

    with pytest.raises(FileFailure) as caught:
        keep(content)

    assert caught.value.code == code
    assert (stored(store), ImportJob.objects.count()) == ([], 0)


@pytest.mark.parametrize("size", [100, 3 * 1024 * 1024], ids=["in memory", "on the disk"])
def test_upload_is_kept_with_its_checksum(admin_client: Client, store: Path, size: int) -> None:
    content = b"sku,name\n" + b"A-1,Mug\n" * (size // 8)
    upload = SimpleUploadedFile("spring.csv", content)

    job_id = admin_client.post("/products/api/upload/", {"file": upload}).json()["job_id"]

    assert ImportJob.objects.get(pk=job_id).file_sha256 == hashlib.sha256(content).hexdigest()


def test_receive_leaves_no_half_file_when_the_disk_is_full(store: Path) -> None:
    class OverfullFile(ContentFile):  # type: ignore[type-arg]  # not generic at run time
        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"sku,na"
            raise OSError(28, "No space left on device")

    with pytest.raises(FileFailure) as caught:
        receiving.keep(OverfullFile(CSV), file_name="spring.csv", user=None, options={})

    assert caught.value.code == "disk_full"
    assert (stored(store), ImportJob.objects.count()) == ([], 0)


def test_receive_leaves_no_file_when_the_job_cannot_be_written(store: Path) -> None:
    nobody = User(id=2**40, username="too large an id for its column")

    with pytest.raises(DatabaseError):
        receiving.keep(ContentFile(CSV), file_name="spring.csv", user=nobody, options={})

    assert stored(store) == []


def test_keep_marks_a_dry_run_which_no_option_can() -> None:
    job = receiving.keep(ContentFile(CSV), file_name="spring.csv", user=None, options={}, dry_run=True)

    assert job.options == {"mode": "dry_run"}


def test_receive_uses_the_configured_storage() -> None:
    assert isinstance(ImportJob._meta.get_field("file").storage, FileSystemStorage)
