"""Connections of our own to servers that do not speak HTTP: judged, dialled and cut like all others."""

from __future__ import annotations

import socket
import time

from django.conf import settings

from product_importer.lib.outbound.dialling import CannotDial, connected, judged
from products.imports.fetching.failures import FetchFailure, not_dialled
from products.imports.fetching.orders import Order, rules


def dialled(order: Order, host: str, port: int, *ports: int) -> socket.socket:
    """A connection that is cut when the time of the order is up. `ports`: what may be dialled besides the usual ones.

    Raises FetchFailure.
    """
    left = order.until - time.monotonic()
    if left <= 0:
        raise FetchFailure("deadline", "The time was up.", is_passing=True)
    wanted = rules(*ports)
    seconds = min(left, wanted.connect_seconds)
    try:
        sock = connected(judged(host, port, wanted, seconds=seconds), host, seconds)
    except CannotDial as error:
        raise not_dialled(error) from error
    sock.settimeout(settings.SOURCE_IDLE_SECONDS)
    order.lines.watch(sock)
    return sock
