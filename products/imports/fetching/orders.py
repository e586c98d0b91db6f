"""What each way of fetching is given, and what it gives back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings

from product_importer.lib.outbound.dialling import Rules
from products.imports.fetching.incoming import Incoming


class Lines:
    """The connections of one fetch: another thread cuts them when its time is up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cuts: list[Callable[[], None]] = []
        self._handles: list[socket.socket] = []
        self._is_cut = False

    def add(self, cut: Callable[[], None]) -> None:
        """`cut` is called at once if the time is up already."""
        with self._lock:
            self._cuts.append(cut)
            if self._is_cut:
                _quietly(cut)

    def watch(self, sock: socket.socket) -> None:
        """Wrapping it for TLS takes its descriptor away, so a handle of its own is cut."""
        handle = sock.dup()
        self._handles.append(handle)
        self.add(partial(handle.shutdown, socket.SHUT_RDWR))

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for cut in self._cuts:
                _quietly(cut)

    def close(self) -> None:
        """After this nothing is cut any more. A moment later the number of a handle may belong to another one."""
        with self._lock:
            self._cuts.clear()
            for handle in self._handles:
                handle.close()


def _quietly(cut: Callable[[], None]) -> None:
    with suppress(OSError):
        cut()


@dataclass(frozen=True)
class Order:
    """From where a file is to be fetched. `seen`: of the last one; empty if it is wanted even if nothing changed.

    `until`: on the monotonic clock.
    """

    address: str
    pattern: str
    credentials: Mapping[str, str]
    host_key: str
    seen: Mapping[str, str]
    until: float
    incoming: Incoming
    lines: Lines = field(default_factory=Lines)


@dataclass(frozen=True)
class Found:
    """A file that was received whole, or was not needed, if it is not `is_new`.

    `seen`: by what it is known again. `host_key`: of the server, seen just now.

    `kept_as`: where it lies until its import has ended. `has_more`: others wait behind it.
    """

    name: str
    seen: dict[str, str]
    host_key: str = ""
    kept_as: str = ""
    has_more: bool = False
    is_new: bool = True


def unchanged(order: Order, *, host_key: str = "") -> Found:
    """Nothing was received: it is the file that was seen the last time."""
    return Found("", {**order.seen}, host_key=host_key, is_new=False)


def rules(*ports: int) -> Rules:
    """What may be dialled for sources."""
    return Rules(settings.SOURCE_ALLOWED_NETWORKS, settings.SOURCE_CONNECT_SECONDS, frozenset(ports))
