"""A file at an https URL. Nothing is read if it is the one that was seen; each redirect is judged like the URL."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import requests

from products.imports.fetching.failures import FetchFailure
from products.imports.fetching.file_names import from_answer
from products.imports.fetching.http_answers import refuse, stored
from products.imports.fetching.orders import Found, Order, unchanged
from products.imports.fetching.web_requests import opened, sent
from products.imports.sources.arrival import QUERY

MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304


def fetch(order: Order) -> Found:
    """Raises FetchFailure."""
    query = order.credentials.get(QUERY)
    first = f"{order.address}?{query}" if query else order.address
    url = first
    for _ in range(1 + MOST_REDIRECTS):
        knows_us = _origin(url) == _origin(first)
        target = _asked(order, url, _headers(order, knows_us=knows_us))
        if not isinstance(target, str):
            return target
        url = target
    raise FetchFailure("redirect", f"The URL redirects more than {MOST_REDIRECTS} times.")


def _asked(order: Order, url: str, headers: Mapping[str, str]) -> Found | str:
    """What is there, or the URL to which it redirects."""
    adapter = opened(order, url)
    try:
        answer = sent(order, adapter, requests.Request("GET", url, headers=dict(headers)).prepare())
        with answer:
            if answer.status_code in _REDIRECTS:
                return _target(url, answer)
            if answer.status_code == _NOT_MODIFIED and order.seen:
                return unchanged(order)
            refuse(answer)
            stored(answer, order.incoming)
            return Found(_name(answer, url), _seen(answer))
    finally:
        adapter.close()


def _headers(order: Order, *, knows_us: bool) -> dict[str, str]:
    """`knows_us`: it is the server for which the credentials are."""
    headers = {"User-Agent": "Product-Importer/1.0 (sources)", "Accept": "*/*", "Connection": "close"}
    headers["Accept-Encoding"] = "identity"  # what is packed would be unpacked without a limit
    if etag := order.seen.get("etag"):
        headers["If-None-Match"] = etag
    if moment := order.seen.get("last_modified"):
        headers["If-Modified-Since"] = moment
    return headers | (_sign_in(order.credentials) if knows_us else {})


def _sign_in(credentials: Mapping[str, str]) -> dict[str, str]:
    if name := credentials.get("header"):
        return {name: credentials.get("value", "")}
    if "user" in credentials or "password" in credentials:
        both = f"{credentials.get('user', '')}:{credentials.get('password', '')}"
        return {"Authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}
    return {}


def _target(url: str, answer: requests.Response) -> str:
    location = answer.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        _ = parts.port
    except ValueError as error:
        raise FetchFailure("redirect", "The URL redirects to something that is no URL.") from error
    if not location or parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        shown = f"{parts.scheme}://{parts.hostname}" if parts.hostname else "nowhere"
        raise FetchFailure("redirect", f"The URL redirects to {shown}. Only https URLs are followed.")
    return target


def _origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or 443


def _name(answer: requests.Response, url: str) -> str:
    disposition = answer.headers.get("Content-Disposition", "").encode("latin-1", "replace").decode("utf-8", "replace")
    return from_answer(disposition, url, "")


def _seen(answer: requests.Response) -> dict[str, str]:
    told = {"etag": answer.headers.get("ETag", ""), "last_modified": answer.headers.get("Last-Modified", "")}
    return {name: value[:1_000] for name, value in told.items() if value and value.isascii() and value.isprintable()}
