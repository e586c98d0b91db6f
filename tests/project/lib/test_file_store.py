"""Files in a bucket: written, read in pieces, gone, exchanged, out of reach."""

import io
import os
import signal
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Event, Thread
from typing import Any

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from product_importer.lib.file_store import bucket as bucket_storage
from product_importer.lib.file_store.failures import Exchanged, StoreAway
from product_importer.lib.file_store.ranged import BLOCK_BYTES, RangedReader
from tests.file_store import Bucket, bucket, in_bucket, s3_server, use
from tests.processes import free_port

__all__ = ["bucket", "in_bucket", "s3_server"]

STORE: Any = default_storage


def test_stored_file_is_read_in_pieces_from_any_place(in_bucket: Bucket) -> None:
    content = Random(1).randbytes(2 * BLOCK_BYTES + 5)

    name = default_storage.save("imports/a.csv", ContentFile(content))

    with default_storage.open(name) as file:
        assert file.size == len(content)
        assert file.read(10) == content[:10]
        assert file.seek(-3, os.SEEK_END) == len(content) - 3
        assert file.read() == content[-3:]
        file.seek(BLOCK_BYTES - 1)
        assert file.read() == content[BLOCK_BYTES - 1 :]
    assert in_bucket.keys() == ["imports/a.csv"]
    assert in_bucket.unfinished() == 0


def test_bytes_are_asked_for_when_they_are_read_and_never_beyond_the_end() -> None:
    asked = []

    def fetch(start: int, stop: int) -> bytes:
        asked.append((start, stop))
        return b"x" * (stop - start)

    file = io.BufferedReader(RangedReader(25, fetch), 10)

    assert (file.read(3), asked) == (b"xxx", [(0, 10)])
    assert (len(file.read()), asked[-1][1]) == (22, 25)
    assert file.read() == b""
    with pytest.raises(ValueError, match="before the beginning"):
        RangedReader(25, fetch).seek(-1)


def test_empty_file_is_read_without_a_request(in_bucket: Bucket) -> None:
    in_bucket.put("imports/empty.csv", b"")

    with default_storage.open("imports/empty.csv") as file:
        assert file.read() == b""


def test_file_of_the_same_name_is_not_written_over(in_bucket: Bucket) -> None:
    names = {default_storage.save("imports/a.csv", ContentFile(content)) for content in (b"one", b"two")}

    assert len(names) == 2


def test_file_that_is_gone_is_not_found(in_bucket: Bucket) -> None:
    name = default_storage.save("imports/a.csv", ContentFile(b"one"))
    default_storage.delete(name)
    default_storage.delete(name)  # twice does no harm

    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def test_file_that_is_exchanged_while_it_is_read_is_not_read_on(in_bucket: Bucket) -> None:
    in_bucket.put("imports/a.csv", b"one")
    with default_storage.open("imports/a.csv") as file:
        in_bucket.put("imports/a.csv", b"two")

        with pytest.raises(Exchanged):
            file.read()


@pytest.mark.parametrize("name_of_bucket", ["", "no-such-bucket"])
def test_store_out_of_reach_is_an_os_error_whatever_is_asked_of_it(
    settings: Settings, bucket: Bucket, name_of_bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    use(settings, bucket.server.url if name_of_bucket else f"http://127.0.0.1:{free_port()}", name_of_bucket or "files")

    with pytest.raises(StoreAway):
        default_storage.save("imports/a.csv", ContentFile(b"one"))
    assert ("NoSuchBucket" if name_of_bucket else "Could not connect") in caplog.text
    assert "geheim" not in caplog.text


def test_store_that_accepts_and_never_answers_is_out_of_reach(
    settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_storage, "READ_SECONDS", 0.2)
    use(settings, bucket.server.url, bucket.name)
    bucket.server.program.signal(signal.SIGSTOP)
    try:
        with pytest.raises(StoreAway, match="timeout"):
            default_storage.save("imports/a.csv", ContentFile(b"one"))
        with pytest.raises(StoreAway, match="timeout"):
            default_storage.open("imports/a.csv")
    finally:
        bucket.server.program.signal(signal.SIGCONT)


@pytest.fixture
def stalling() -> Iterator[str]:
    """The address of a store that begins to answer, and does not go on."""
    is_over = Event()

    class Answer(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("ETag", '"one"')
            self.send_header("Content-Length", "100")
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(b"0123456789")
            is_over.wait()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        is_over.set()
        server.shutdown()
        thread.join()


def test_store_that_stalls_in_the_middle_of_a_file_is_out_of_reach(
    settings: Settings, stalling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket_storage, "READ_SECONDS", 0.2)
    use(settings, stalling, "files")

    with default_storage.open("imports/a.csv") as file, pytest.raises(StoreAway, match="timeout"):
        file.read()


def test_address_for_a_browser_takes_one_file_of_one_size(in_bucket: Bucket) -> None:
    url = STORE.presigned_put("imports/direct.csv", size=3, seconds=60)

    assert requests.put(url, data=b"abc", timeout=10).status_code == 200
    assert in_bucket.keys() == ["imports/direct.csv"]
    assert "X-Amz-SignedHeaders=content-length%3Bhost" in url
    assert "X-Amz-Expires=60" in url
