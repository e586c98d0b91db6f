"""Requests to S3-compatible stores are signed: AWS Signature Version 4, of which a GET needs only this much. Pure.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

USUAL_REGION = "us-east-1"
_ALGORITHM = "AWS4-HMAC-SHA256"
_EMPTY_BODY = hashlib.sha256(b"").hexdigest()


def query_of(parameters: Mapping[str, str]) -> str:
    """In the order and spelling that are signed."""
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in sorted(parameters.items()))


def path_of(text: str) -> str:
    """A path in the spelling that is signed."""
    return quote(text, safe="/~")


def signed(url: str, *, access_key: str, secret_key: str, region: str, now: datetime) -> dict[str, str]:
    """The headers of a GET. The URL is spelt as `path_of` and `query_of` do."""
    parts, moment = urlsplit(url), now.astimezone(UTC)
    stamp = f"{moment:%Y%m%dT%H%M%SZ}"
    headers = {"host": parts.netloc, "x-amz-content-sha256": _EMPTY_BODY, "x-amz-date": stamp}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = "\n".join(["GET", parts.path or "/", parts.query, lines, names, _EMPTY_BODY])
    scope = f"{moment:%Y%m%d}/{region}/s3/aws4_request"
    to_sign = "\n".join([_ALGORITHM, stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    authorization = f"{_ALGORITHM} Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {name: value for name, value in headers.items() if name != "host"} | {"Authorization": authorization}


def region_in(host: str) -> str:
    """As the names of Amazon's servers tell it."""
    before, _, rest = host.partition("s3.")
    region, _, domain = rest.partition(".")
    return region if not before and domain.startswith("amazonaws.com") else USUAL_REGION


def _escaped(text: str) -> str:
    return quote(text, safe="~")
