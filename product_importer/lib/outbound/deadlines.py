"""Cuts off what is not done in time: one thread watches over all connections of this process."""

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(order=True)
class Watch:
    """One thing with a deadline. `fired` says afterwards whether it was cut."""

    at: float
    cut: Callable[[], None] | None = field(compare=False)
    fired: bool = field(default=False, compare=False)

    @property
    def is_over(self) -> bool:
        """Whether the time is up. On a busy machine the cut itself may come a moment later."""
        return self.fired or time.monotonic() >= self.at


class _Watchdog:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watches: list[Watch] = []
        self._thread: threading.Thread | None = None

    def add(self, watch: Watch) -> None:
        with self._changed:
            heapq.heappush(self._watches, watch)
            if self._thread is None or not self._thread.is_alive():  # also in a fork, which has no threads
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            elif self._watches[0] is watch:
                self._changed.notify()

    def drop(self, watch: Watch) -> None:
        """After this the watch does nothing. It leaves the heap when its time comes."""
        with self._changed:
            watch.cut = None

    def _watch(self) -> None:
        with self._changed:
            while True:
                while self._watches and (self._watches[0].cut is None or self._watches[0].at <= time.monotonic()):
                    self._fire(heapq.heappop(self._watches))
                self._changed.wait(self._watches[0].at - time.monotonic() if self._watches else None)

    def _fire(self, watch: Watch) -> None:
        if watch.cut is not None:
            watch.fired = True
            watch.cut()


_WATCHDOG = _Watchdog()


@contextmanager
def deadline(seconds: float, cut: Callable[[], None]) -> Iterator[Watch]:
    """Call `cut` if the block takes longer than this: in another thread, so it must be quick and must not raise."""
    watch = Watch(time.monotonic() + seconds, cut)
    _WATCHDOG.add(watch)
    try:
        yield watch
    finally:
        _WATCHDOG.drop(watch)
