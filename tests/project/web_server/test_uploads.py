"""Uploads and downloads that end badly."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from products.jobs.models import ImportJob
from tests.processes import eventually, others_are_idle
from tests.products.imports.factories import finished_job, reject
from tests.project.web_server.streams import abort, busy, web_connections
from tests.web import TOKEN, Web, cookies_of, read_answer, slowest_page, web_server_of_a_module

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = "/products/api/upload/"


@pytest.fixture(scope="module")
def shared_web() -> Iterator[Callable[[dict[str, str]], Web]]:
    with web_server_of_a_module() as start:
        yield start


@pytest.fixture
def web(process_environment: dict[str, str], shared_web: Callable[[dict[str, str]], Web]) -> Iterator[Web]:
    yield shared_web(process_environment)
    eventually(others_are_idle)  # or what it still writes would be there in the next test


def files_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_aborted_downloads_and_uploads_leave_nothing_stuck(web: Web, admin_user: User) -> None:
    job = finished_job(rejected=20_000)
    first = reject(job, 2, "A-1," + "x" * 2_000)
    type(first).objects.bulk_create(
        type(first)(job=job, record_number=number, line_number=number, raw=first.raw, errors=first.errors)
        for number in range(3, 5_000)
    )
    cookies = cookies_of(admin_user)
    uploads = Path(settings.MEDIA_ROOT)
    files_before, jobs_before = files_under(uploads), ImportJob.objects.count()

    for _ in range(20):
        download = web.send_head(f"GET /products/api/imports/{job.id}/rejected.csv HTTP/1.1", cookies)
        assert download.recv(1_000).startswith(b"HTTP/1.1 200")
        abort(download)
    for number in range(20):
        upload = web.send_head(
            f"POST {UPLOAD} HTTP/1.1\nContent-Length: 9000000\nContent-Type: multipart/form-data; boundary=b\n"
            f"X-CSRFToken: {TOKEN}",
            cookies,
        )
        upload.sendall(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,name\r\n')
        upload.sendall(b"A-1,Kettle\r\n" * 300_000)
        if number % 2:
            upload.close()  # what has come so far must not pass for the whole file
        else:
            abort(upload)

    assert slowest_page(web, cookies) < 10
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and (files_under(uploads) != files_before or busy(web_connections())):
        time.sleep(0.2)
    assert files_under(uploads) == files_before
    assert ImportJob.objects.count() == jobs_before
    assert busy(web_connections()) == []


@pytest.mark.parametrize(
    ("who", "head", "status"),
    [
        ("anonymous", "Content-Length: 1073741824", 401),
        ("viewer", "Content-Length: 1073741824", 403),
        ("admin", "Content-Length: 3221225472", 413),
        ("admin", "Transfer-Encoding: chunked", 411),
        ("admin", "Content-Length: 1099511627776", 413),
    ],
)
def test_an_unwanted_upload_is_refused_before_its_body_is_read(
    web: Web, admin_user: User, who: str, head: str, status: int
) -> None:
    viewer = User.objects.create(username="vera", is_staff=True)
    cookies = {"anonymous": {}, "viewer": cookies_of(viewer), "admin": cookies_of(admin_user)}[who]
    files_before = files_under(Path(settings.MEDIA_ROOT))
    request = f"POST {UPLOAD} HTTP/1.1\n{head}\nContent-Type: multipart/form-data; boundary=b\nX-CSRFToken: {TOKEN}"

    sent = 0
    with web.send_head(request, cookies) as upload:
        with contextlib.suppress(OSError):  # the server may close before we are done
            while sent < 1024**2:
                sent += upload.send(b"x" * 64 * 1024)
        answer = read_answer(upload)

    assert answer[0] == status
    assert answer[1]["connection"] == "close"
    assert answer[1]["content-type"].startswith("application/json")
    assert files_under(Path(settings.MEDIA_ROOT)) == files_before


def test_a_large_body_to_another_page_is_refused_before_it_is_read(web: Web) -> None:
    request = (
        "POST /accounts/login/ HTTP/1.1\nContent-Length: 1073741824\nContent-Type: multipart/form-data; boundary=b"
    )

    with web.send_head(request) as upload:
        status, headers, body = read_answer(upload)

    assert (status, headers["connection"]) == (413, "close")
    assert b"This is too large: at most 2 MiB are accepted." in body
