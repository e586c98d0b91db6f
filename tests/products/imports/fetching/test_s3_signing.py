"""Signatures of requests to S3, beside those that Amazon's own library makes."""

from datetime import UTC, datetime

import pytest
import time_machine
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from products.imports.fetching.s3_signing import path_of, query_of, region_in, signed

NOW = datetime(2026, 1, 5, 6, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/bucket", {"list-type": "2", "prefix": "out/", "delimiter": "/"}),
        ("/bucket/out/prices ä+1.csv", {}),
        ("/bucket/a~b-c_d.e(f)*'!&=?#%41", {"continuation-token": "1/ue+=="}),
    ],
)
def test_signature_is_amazons(path: str, parameters: dict[str, str]) -> None:
    url = f"https://s3.example.com:9000{path_of(path)}" + (f"?{query_of(parameters)}" if parameters else "")
    theirs = AWSRequest(method="GET", url=url)

    ours = signed(url, access_key="AKID", secret_key="geheim", region="eu-central-1", now=NOW)

    with time_machine.travel(NOW, tick=False):
        signer = S3SigV4Auth(Credentials("AKID", "geheim"), "s3", "eu-central-1")
        theirs.context["client_config"] = None
        theirs.headers["X-Amz-Content-SHA256"] = ours["x-amz-content-sha256"]
        theirs.context["payload_signing_enabled"] = True
        signer.add_auth(theirs)
    assert ours["Authorization"] == theirs.headers["Authorization"]


def test_region_is_told_by_amazons_names() -> None:
    assert region_in("s3.eu-central-1.amazonaws.com") == "eu-central-1"
    assert region_in("s3.amazonaws.com") == region_in("minio.example.com") == "us-east-1"
