"""Looks after the embedded servers every few seconds, and never gives up."""

import time
from collections.abc import Callable

from product_importer.launch.embedded import EmbeddedError, Servers
from product_importer.launch.pauses import pause_seconds

HEAL_SECONDS = 5.0


class Healer:
    """Starts what was killed. What cannot start now, for want of space perhaps, is tried again ever more rarely."""

    def __init__(self, servers: Servers | None, *, say: Callable[[str], None]) -> None:
        self._servers = servers
        self._say = say
        self._failures = 0
        self._due_at = 0.0

    def tend(self) -> None:
        if self._servers is None or time.monotonic() < self._due_at:
            return
        try:
            self._servers.heal()
        except (EmbeddedError, OSError) as error:
            self._failures += 1
            self._say(f"{error}\nTrying again in {self._pause_seconds():.0f} s.")
        else:
            self._failures = 0
        self._due_at = time.monotonic() + self._pause_seconds()

    def _pause_seconds(self) -> float:
        return pause_seconds(HEAL_SECONDS, doublings=self._failures)
