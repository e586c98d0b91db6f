"""The newest object that matches in an S3-compatible bucket: two kinds of requests, dialled like any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import requests
from django.utils import timezone

from products.imports.fetching.failures import FetchFailure, NothingThere
from products.imports.fetching.file_names import Listed, is_wanted
from products.imports.fetching.http_answers import refuse, stored
from products.imports.fetching.orders import Found, Order, unchanged
from products.imports.fetching.places import server_of
from products.imports.fetching.s3_signing import path_of, query_of, region_in, signed
from products.imports.fetching.web_requests import opened, sent

MOST_PAGES = 1_000
_MOST_LIST_BYTES = 8 * 1024**2
_DOCTYPE = b"<!DOCTYPE"


def fetch(order: Order) -> Found:
    """Raises FetchFailure, NothingThere."""
    bucket, _, prefix = server_of(order.address).path.strip("/").partition("/")
    prefix = f"{prefix}/" if prefix else ""
    wanted = [file for file in _listed(order, bucket, prefix) if is_wanted(file.name[len(prefix) :], order.pattern)]
    if not wanted:
        raise NothingThere(f"There is no {order.pattern or 'file'} in {bucket}/{prefix}.")
    file = max(wanted, key=lambda each: (each.changed.timestamp() if each.changed else 0.0, each.name))
    if file.seen == {name: order.seen.get(name) for name in file.seen}:
        return unchanged(order)
    with _asked(order, f"/{bucket}/{file.name}", {}) as answer:
        stored(answer, order.incoming)
    return Found(file.name[len(prefix) :], file.seen)


def _listed(order: Order, bucket: str, prefix: str) -> Iterator[Listed]:
    """What lies directly below the prefix."""
    parameters = {"list-type": "2", "prefix": prefix, "delimiter": "/"}
    for _ in range(MOST_PAGES):
        page = _page(order, f"/{bucket}", parameters)
        for entry in page.iter("Contents"):
            changed = datetime.fromisoformat(_text(entry, "LastModified").replace("Z", "+00:00"))
            yield Listed(_text(entry, "Key"), int(_text(entry, "Size") or 0), changed, _text(entry, "ETag"))
        if not (following := _text(page, "NextContinuationToken")):
            return
        parameters["continuation-token"] = following
    raise FetchFailure("too_large", "There are too many files below this prefix. Choose a longer one.")


def _page(order: Order, path: str, parameters: dict[str, str]) -> ElementTree.Element:
    with _asked(order, path, parameters) as answer:
        text = b""
        while len(text) < _MOST_LIST_BYTES and (block := answer.raw.read1(_MOST_LIST_BYTES, decode_content=True)):
            text += block
    try:
        if _DOCTYPE in text.upper():  # entities could grow without end
            raise ElementTree.ParseError
        page = ElementTree.fromstring(text)  # noqa: S314 - it has no entities of its own
    except ElementTree.ParseError as error:
        raise FetchFailure("protocol", "What the server answered is no list of a bucket.") from error
    for element in page.iter():
        element.tag = element.tag.rpartition("}")[2]
    return page


@contextmanager
def _asked(order: Order, path: str, parameters: dict[str, str]) -> Iterator[requests.Response]:
    """Raises FetchFailure."""
    parts = urlsplit(order.address)
    query = f"?{query_of(parameters)}" if parameters else ""
    url = f"https://{parts.netloc}{path_of(path)}{query}"
    headers = {"Connection": "close", "Accept-Encoding": "identity"} | _signature(order, url)
    adapter = opened(order, url)
    try:
        request = requests.Request("GET", url, headers=headers).prepare()
        request.url = url  # as it was signed
        with sent(order, adapter, request) as answer:
            refuse(answer)
            yield answer
    finally:
        adapter.close()


def _signature(order: Order, url: str) -> dict[str, str]:
    given = order.credentials
    if "access_key" not in given:
        return {}
    region = given.get("region") or region_in(urlsplit(url).hostname or "")
    return signed(
        url, access_key=given["access_key"], secret_key=given["secret_key"], region=region, now=timezone.now()
    )


def _text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(name) or ""
