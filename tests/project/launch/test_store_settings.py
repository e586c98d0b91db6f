"""The settings of a bucket: what is wrong is said, and pages may connect to the store only where they must."""

from typing import Any

import pytest

from product_importer.launch.store_settings import Store, faults, origins_for_browsers, storage_of
from product_importer.lib.file_store.bucket import BucketStorage

NONE = Store("", "", "", "", "", "", "", 0)
RIGHT = Store("files", "https://s3.example.com", "", "", "importer", "secret", "", 0)


def said(store: Store, *, is_installed: bool = True, is_secret_hidden: bool = False) -> str:
    return " ".join(filter(None, faults(store, is_installed=is_installed, is_secret_hidden=is_secret_hidden)))


@pytest.mark.parametrize("store", [NONE, RIGHT, RIGHT._replace(endpoint_url="", region="eu-central-1", direct_over=9)])
def test_nothing_is_wrong_with_no_bucket_or_a_whole_one(store: Store) -> None:
    assert said(store) == ""


@pytest.mark.parametrize(
    ("store", "sentence"),
    [
        (NONE._replace(direct_over=9), "UPLOADS_DIRECT_OVER has no effect without S3_BUCKET"),
        (RIGHT._replace(bucket=""), "S3_ENDPOINT_URL, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY have no effect"),
        (RIGHT._replace(bucket="s3://files"), "S3_BUCKET=s3://files is not the name of a bucket"),
        (RIGHT._replace(endpoint_url=""), "or, for Amazon, S3_REGION"),
        (RIGHT._replace(endpoint_url="s3.example.com"), "S3_ENDPOINT_URL is not the address of a store"),
        (RIGHT._replace(endpoint_url="https://s3.example.com/files"), "without a path"),
        (RIGHT._replace(endpoint_url="https://a:hunter2@s3.example.com"), "S3_ENDPOINT_URL holds a password"),
        (RIGHT._replace(secret_access_key=""), "S3_SECRET_ACCESS_KEY is missing"),
        (RIGHT._replace(browser_url="https://files.example.com"), "no effect without UPLOADS_DIRECT_OVER"),
    ],
)
def test_what_is_wrong_is_said_and_no_secret_with_it(store: Store, sentence: str) -> None:
    assert sentence in said(store)
    assert "hunter2" not in said(store)


def test_missing_extra_is_named_and_a_process_without_the_secret_does_not_miss_it() -> None:
    assert "pip install -r requirements-s3.txt" in said(RIGHT, is_installed=False)
    assert said(RIGHT._replace(secret_access_key=""), is_secret_hidden=True) == ""


@pytest.mark.parametrize(
    ("parts", "origins"),
    [
        ({}, []),
        ({"direct_over": 9}, ["https://s3.example.com"]),
        ({"direct_over": 9, "browser_url": "https://files.example.com"}, ["https://files.example.com"]),
        ({"direct_over": 9, "endpoint_url": "", "region": "eu-west-1"}, ["https://files.s3.eu-west-1.amazonaws.com"]),
    ],
)
def test_pages_may_connect_to_the_store_only_where_files_go_straight_to_it(
    parts: dict[str, Any], origins: list[str]
) -> None:
    assert origins_for_browsers(RIGHT._replace(**parts)) == origins


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "cn-north-1"])
@pytest.mark.parametrize("bucket", ["files", "fi.les"])
def test_addresses_at_amazon_are_where_pages_may_connect(region: str, bucket: str) -> None:
    store = RIGHT._replace(bucket=bucket, endpoint_url="", region=region, direct_over=9)

    url = BucketStorage(**storage_of(store)["OPTIONS"]).presigned_put("imports/a.csv", size=3, seconds=60)

    (origin,) = origins_for_browsers(store)
    assert url.startswith(f"{origin}/")


def test_files_are_on_the_disk_unless_there_is_a_bucket() -> None:
    assert storage_of(NONE) == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    assert storage_of(RIGHT)["OPTIONS"]["bucket_name"] == "files"
