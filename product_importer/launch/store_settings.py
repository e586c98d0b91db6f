"""What is needed to keep uploaded files in a bucket that several hosts share: S3_BUCKET and what belongs to it."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from product_importer.launch.variables import env

MOST_IN_ONE_PUT = 5 * 1024**3
"""Bytes: no S3 store takes more in one request."""

_STORE_EXAMPLE, _REGION_EXAMPLE = "https://s3.example.com", "eu-central-1"
_BUCKET_EXAMPLE = "product-files"


class Store(NamedTuple):
    """As the environment has it; an empty bucket means that files are kept on the disk."""

    bucket: str
    endpoint_url: str
    browser_url: str
    region: str
    access_key_id: str
    secret_access_key: str
    ca_file: str
    direct_over: int
    """Bytes: larger files go from browsers straight to the store. 0: none does."""


def read() -> Store:
    return Store(
        bucket=env.str("S3_BUCKET"),
        endpoint_url=env.str("S3_ENDPOINT_URL").rstrip("/"),
        browser_url=env.str("S3_BROWSER_URL").rstrip("/"),
        region=env.str("S3_REGION"),
        access_key_id=env.str("S3_ACCESS_KEY_ID"),
        secret_access_key=env.str("S3_SECRET_ACCESS_KEY"),
        ca_file=env.str("S3_CA_FILE"),
        direct_over=env.int("UPLOADS_DIRECT_OVER", 0),
    )


def storage_of(store: Store) -> dict[str, Any]:
    """Django's setting for the storage of uploaded files."""
    if not store.bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options = {
        "bucket_name": store.bucket,
        "endpoint_url": store.endpoint_url or f"https://{_amazons(store)}",
        "region_name": store.region or "us-east-1",
        "access_key": store.access_key_id or None,
        "secret_key": store.secret_access_key or None,
        "verify": store.ca_file or None,
        "browser_url": store.browser_url,
        "addressing_style": "path" if _is_by_path(store) else "virtual",
    }
    return {"BACKEND": "product_importer.lib.file_store.bucket.BucketStorage", "OPTIONS": options}


def origins_for_browsers(store: Store) -> list[str]:
    """What pages may connect to, so that files go straight to the store."""
    if not (store.bucket and store.direct_over):
        return []
    if url := store.browser_url or store.endpoint_url:
        parts = urlsplit(url)
        return [f"{parts.scheme}://{parts.netloc}"]
    host = _amazons(store)
    return [f"https://{host}" if _is_by_path(store) else f"https://{store.bucket}.{host}"]


def faults(store: Store, *, is_installed: bool, is_secret_hidden: bool) -> Iterator[str]:
    """What is wrong with them, alone and together. `is_secret_hidden`: this process does not open files."""
    if not store.bucket:
        yield from _without_bucket(store)
        return
    if not is_installed:
        yield (
            "S3_BUCKET is set, but what it needs is not installed. Run `pip install -r requirements-s3.txt`, "
            "or leave S3_BUCKET out."
        )
    if "/" in store.bucket or ":" in store.bucket:
        yield f"S3_BUCKET={store.bucket} is not the name of a bucket. Set it to one such as {_BUCKET_EXAMPLE}."
    for name, url in (("S3_ENDPOINT_URL", store.endpoint_url), ("S3_BROWSER_URL", store.browser_url)):
        yield _fault_of_url(name, url)
    if not store.endpoint_url and not store.region:
        yield (
            f"S3_BUCKET needs to know where the bucket is. Set S3_ENDPOINT_URL to the address of your store, such as "
            f"{_STORE_EXAMPLE}, or, for Amazon, S3_REGION to a region such as {_REGION_EXAMPLE}."
        )
    if not is_secret_hidden and bool(store.access_key_id) != bool(store.secret_access_key):
        missing = "S3_SECRET_ACCESS_KEY" if store.access_key_id else "S3_ACCESS_KEY_ID"
        yield f"{missing} is missing. Set both keys, or neither if the machine itself may use the bucket."
    if store.browser_url and not store.direct_over:
        yield "S3_BROWSER_URL has no effect without UPLOADS_DIRECT_OVER. Set both, or neither."


def _without_bucket(store: Store) -> Iterator[str]:
    given = {
        "S3_ENDPOINT_URL": store.endpoint_url,
        "S3_BROWSER_URL": store.browser_url,
        "S3_REGION": store.region,
        "S3_ACCESS_KEY_ID": store.access_key_id,
        "S3_SECRET_ACCESS_KEY": store.secret_access_key,
        "S3_CA_FILE": store.ca_file,
        "UPLOADS_DIRECT_OVER": store.direct_over,
    }
    if names := [name for name, value in given.items() if value]:
        verb = "has" if len(names) == 1 else "have"
        yield (
            f"{', '.join(names)} {verb} no effect without S3_BUCKET. Set it to the name of a bucket such as "
            f"{_BUCKET_EXAMPLE}, or leave the others out."
        )


def _fault_of_url(name: str, url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and url == f"{parts.scheme}://{parts.netloc}" and parts.hostname:
        return "" if "@" not in parts.netloc else f"{name} holds a password. Use S3_ACCESS_KEY_ID and its secret."
    return f"{name} is not the address of a store. Set it to one without a path, such as {_STORE_EXAMPLE}."


def _amazons(store: Store) -> str:
    """The host of the region, by which its library would not call every one by itself."""
    return f"s3.{store.region}.amazonaws.com" + (".cn" if store.region.startswith("cn-") else "")


def _is_by_path(store: Store) -> bool:
    """Whether the bucket is named in the path, not in the host: certificates do not cover names with dots."""
    return bool(store.endpoint_url) or "." in store.bucket
