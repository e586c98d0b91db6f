"""Requests to web servers, dialled by our rules and over by the time of the order."""

from __future__ import annotations

import time

import requests
from django.conf import settings

from product_importer.lib.outbound.adapter import OneConnectionAdapter
from product_importer.lib.outbound.dialling import CannotDial
from products.imports.fetching.failures import FetchFailure, not_dialled
from products.imports.fetching.http_answers import broken
from products.imports.fetching.orders import Order, rules


def opened(order: Order, url: str) -> OneConnectionAdapter:
    """An adapter whose connections are cut when the time of the order is up. Raises FetchFailure."""
    try:
        prepared = requests.Request("GET", url).prepare().url or ""
        adapter = OneConnectionAdapter(prepared, rules(), ca_file=settings.SOURCE_CA_FILE)
    except (requests.RequestException, ValueError) as error:
        raise FetchFailure("invalid_url", "Nothing can be fetched from this URL.") from error
    adapter.begin(order.until)
    order.lines.add(adapter.cut)
    return adapter


def sent(order: Order, adapter: OneConnectionAdapter, request: requests.PreparedRequest) -> requests.Response:
    """The answer's head. Raises FetchFailure."""
    left = max(order.until - time.monotonic(), 0.001)
    try:
        return adapter.send(request, stream=True, timeout=(left, settings.SOURCE_IDLE_SECONDS))
    except CannotDial as error:
        raise not_dialled(error) from error
    except requests.RequestException as error:
        raise broken(error) from error
