"""Django's storage in a bucket of an S3-compatible store. Only the settings name this module: its library is an extra.

The bucket is private: nothing gets an ACL, and no file is written over another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from product_importer.lib.file_store.failures import Exchanged, StoreAway
from product_importer.lib.file_store.ranged import StoredFile

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 3, 10, 2
_NOT_FOUND, _EXCHANGED = 404, 412


class BucketStorage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """Raises FileNotFoundError, StoreAway or Exchanged, whatever its library raises.

    `browser_url`: where browsers reach the store, if not where we do.
    """

    def __init__(self, *, browser_url: str = "", addressing_style: str, **options: Any) -> None:
        self._browser_url = browser_url
        self._lock, self._resource = Lock(), None
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
            max_pool_connections=50,
            request_checksum_calculation="when_required",  # not every such store knows the newer ones
            response_checksum_validation="when_required",
        )
        one_after_another = TransferConfig(use_threads=False)  # a part in memory, not ten
        shared = {"default_acl": None, "file_overwrite": False, "gzip": False, "location": ""}
        super().__init__(**shared, client_config=config, transfer_config=one_after_another, **options)

    @property
    def connection(self) -> Any:
        """One for all threads of a process: each takes a while to make, and some memory."""
        with self._lock:
            if self._resource is None:
                self._resource = self._made(self.endpoint_url)
            return self._resource

    def exists(self, name: str) -> bool:
        with _translated(name):
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _translated(name):
            super().delete(name)

    def copy(self, name: str, to: str) -> None:
        """Within the store: no byte of it passes through us."""
        what = {"Bucket": self.bucket_name, "Key": name}
        with _translated(name):
            self._client.copy(what, self.bucket_name, to, Config=self.transfer_config)

    def presigned_put(self, name: str, *, size: int, seconds: int) -> str:
        """An address to which a browser may PUT a file of so many bytes, under this name only. Asks nobody."""
        client = (self._made(self._browser_url) if self._browser_url else self.connection).meta.client
        what = {"Bucket": self.bucket_name, "Key": name, "ContentLength": size}
        with _translated(name):
            return str(client.generate_presigned_url("put_object", Params=what, ExpiresIn=seconds))

    def _open(self, name: str, mode: str = "rb") -> StoredFile:
        with _translated(name):
            head = self._client.head_object(Bucket=self.bucket_name, Key=name)
        etag, size = head["ETag"], head["ContentLength"]
        return StoredFile(name, size=size, etag=etag, fetch=partial(self._fetch, name, etag))

    def _save(self, name: str, content: File[bytes]) -> str:
        with _translated(name):
            return str(super()._save(name, content))

    def _fetch(self, name: str, etag: str, start: int, stop: int) -> bytes:
        where = {"Bucket": self.bucket_name, "Key": name, "IfMatch": etag, "Range": f"bytes={start}-{stop - 1}"}
        with _translated(name):
            try:
                return self._body_of(where)
            except HTTPClientError:  # the library tries again until the answer begins, and not after it
                return self._body_of(where)

    def _body_of(self, where: dict[str, Any]) -> bytes:
        return bytes(self._client.get_object(**where)["Body"].read())

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _made(self, endpoint: str | None) -> Any:
        session = self._create_session()
        return session.resource(
            "s3",
            region_name=self.region_name,
            endpoint_url=endpoint,
            config=self.client_config,
            verify=self.verify,
        )


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        is_bucket_there = error.response.get("Error", {}).get("Code") != "NoSuchBucket"
        if status == _NOT_FOUND and is_bucket_there:
            raise FileNotFoundError(f"There is no {name} in the store.") from error
        if status == _EXCHANGED:
            raise Exchanged(f"{name} is not what it was when it was opened.") from error
        raise _away(error) from error
    except (BotoCoreError, Boto3Error) as error:
        raise _away(error) from error


def _away(error: Exception) -> StoreAway:
    """People hear that it is away, and the log why. The library's sentences hold no key."""
    log.warning("the store of uploaded files does not answer, or refuses us: %s", error)
    return StoreAway(str(error))
