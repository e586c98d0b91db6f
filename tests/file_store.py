"""A store of files as several hosts share one: an S3 server in a process of its own, a bucket for each test."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from pytest_django import Settings

from product_importer.launch import store_settings
from product_importer.launch.store_settings import Store
from tests.processes import PASSED_ON, Program, answers, eventually, free_port

_KEYS = {"aws_access_key_id": "importer", "aws_secret_access_key": "geheim"}
_numbers = count(1)


class S3Server:
    """Killed, it forgets everything; stopped, it hangs."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        argv = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.program = Program(argv, PASSED_ON, folder / "s3.log")
        eventually(lambda: answers(self.port, "/moto-api/"))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Bucket(NamedTuple):
    """An empty one. `environment`: what our processes are told of it."""

    name: str
    server: S3Server
    client: Any

    @property
    def environment(self) -> dict[str, str]:
        return {
            "S3_BUCKET": self.name,
            "S3_ENDPOINT_URL": self.server.url,
            "S3_ACCESS_KEY_ID": _KEYS["aws_access_key_id"],
            "S3_SECRET_ACCESS_KEY": _KEYS["aws_secret_access_key"],
        }

    def keys(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=self.name)
        return [each["Key"] for each in listed.get("Contents", ())]

    def put(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def unfinished(self) -> int:
        """Uploads in parts that were neither completed nor given up."""
        return len(self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", ()))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    server = S3Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.program.kill()


@pytest.fixture
def bucket(s3_server: S3Server) -> Iterator[Bucket]:
    client = boto3.client("s3", endpoint_url=s3_server.url, region_name="us-east-1", **_KEYS)
    name = f"files-{next(_numbers)}"
    client.create_bucket(Bucket=name)
    yield Bucket(name, s3_server, client)
    client.close()


@pytest.fixture
def in_bucket(bucket: Bucket, settings: Settings) -> Bucket:
    """This process keeps uploaded files in it."""
    use(settings, bucket.server.url, bucket.name)
    return bucket


def use(settings: Settings, url: str, bucket: str, *, direct_over: int = 0) -> None:
    key, secret = _KEYS.values()
    store = Store(bucket, url, "", "", key, secret, "", direct_over)
    settings.FILE_STORE, settings.UPLOADS_DIRECT_OVER = store, direct_over
    settings.STORAGES = {**settings.STORAGES, "default": store_settings.storage_of(store)}
