"""Starts, watches, restarts and stops child processes."""

import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from product_importer.launch import restarts
from product_importer.launch.child_process import ChildProcess
from product_importer.launch.children import Child

FAST_DEATHS = 5  # in a row: something is wrong that a restart alone does not heal
HURRY_SECONDS = 10.0  # from "quickly" to `kill`
TICK_SECONDS = 0.1


class ChildFailed(Exception):
    """A child without which there is nothing to do ends again and again; the text shows the end of its log."""


class Runner:
    """Keeps children running until somebody asks to stop, however often they end.

    `stop_requests` counts how often that was asked: the second time means "quickly", the third "now".
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        data_dir: Path,
        say: Callable[[str], None],
        pass_fds: Sequence[int] = (),
    ) -> None:
        logs = logs_in(data_dir)
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._processes = [ChildProcess(child, logs / f"{child.name}.log", pass_fds) for child in children]
        self._data_dir = data_dir
        self._say = say
        self._pass_fds = pass_fds
        self._guests: list[ChildProcess] = []
        self._unsettled: set[str] = set()
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self.stop_requests = 0

    def __enter__(self) -> "Runner":
        restarts.note(self._data_dir, ())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._ask_to_stop)
        for process in self._processes:
            self._start(process)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the children, the last one first; each may finish what it does within its patience."""
        self.stop_requests = max(self.stop_requests, 1)
        for process in reversed(self._processes + self._guests):
            self._stop(process)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        restarts.note(self._data_dir, ())

    def add_guest(self, child: Child) -> None:
        """Start a child that writes to the terminal, ends when it is done, and is not started again."""
        guest = ChildProcess(child, None, self._pass_fds)
        if not guest.start():
            self._say(f"{child.name}: {guest.ending}.")
        self._guests.append(guest)

    def tend(self) -> None:
        """Look after everybody once, then rest a moment."""
        for process in self._processes:
            if process.ended():
                self._say_that_it_ended(process)
            if process.is_due():
                self._start(process)
            process.shorten_log()
        for guest in self._guests:
            guest.ended()
        self._note_who_is_unsettled()
        time.sleep(TICK_SECONDS)

    def refuse_hopeless(self, name: str) -> None:
        """Raise ChildFailed if this child ends each time soon after its start."""
        for process in self._processes:
            if process.child.name == name and process.fast_deaths >= FAST_DEATHS:
                raise ChildFailed(f"{name} keeps stopping ({process.ending}). {process.last_words()}")

    def _start(self, process: ChildProcess) -> None:
        if not process.start():
            self._say_that_it_ended(process)

    def _say_that_it_ended(self, process: ChildProcess) -> None:
        name, ending = process.child.name, process.ending
        if process.fast_deaths < FAST_DEATHS:
            self._say(f"{name} ended unexpectedly ({ending}); restarting it.")
        else:
            words = f" {process.last_words()}" if process.fast_deaths == FAST_DEATHS else ""
            self._say(f"{name} keeps stopping ({ending}); next start in {process.pause_seconds():.0f} s.{words}")

    def _note_who_is_unsettled(self) -> None:
        unsettled = {process.child.name for process in self._processes if process.is_unsettled()}
        if unsettled != self._unsettled:
            restarts.note(self._data_dir, unsettled)
            self._unsettled = unsettled

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_requests += 1

    def _stop(self, process: ChildProcess) -> None:
        process.signal(signal.SIGTERM)
        asked_at, hurried_at = time.monotonic(), 0.0
        while process.is_running():
            now = time.monotonic()
            if not hurried_at and (self.stop_requests > 1 or now > asked_at + process.child.patience_seconds):
                process.signal(signal.SIGQUIT)
                hurried_at = now
            if self.stop_requests > 2 or (hurried_at and now > hurried_at + HURRY_SECONDS):
                process.end_all()
            time.sleep(TICK_SECONDS / 2)
        process.end_all()


def logs_in(data_dir: Path) -> Path:
    return data_dir / "logs"
