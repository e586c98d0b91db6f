"""Starts, watches, restarts and stops child processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from product_importer.launch.children import BASE_DIR, Child

FAST_DEATH_SECONDS = 30.0
FAST_DEATHS = 5  # in a row: then something is wrong that a restart does not heal
LONGEST_PAUSE_SECONDS = 8.0
HURRY_SECONDS = 10.0  # from "quickly" to `kill`
LARGEST_LOG_BYTES = 50 * 1024**2
LOG_LINES_SHOWN = 15
TICK_SECONDS = 0.1


class ChildFailed(Exception):
    """A child ends again and again; the text names it and shows the end of its log."""


class Runner:
    """Keeps children running until somebody asks to stop.

    `stop_requests` counts how often that was asked: the second time means "quickly", the third "now".
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        logs: Path,
        say: Callable[[str], None],
        pass_fds: Sequence[int] = (),
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._running = [_Running(child, logs / f"{child.name}.log", pass_fds) for child in children]
        self._say = say
        self._pass_fds = pass_fds
        self._guests: list[_Running] = []
        self._handlers: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}
        self.stop_requests = 0

    def __enter__(self) -> "Runner":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._handlers[number] = signal.signal(number, self._ask_to_stop)
        for running in self._running:
            running.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the children, the last one first; each may finish what it does within its patience."""
        self.stop_requests = max(self.stop_requests, 1)
        for running in reversed(self._running + self._guests):
            self._stop(running)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def add_guest(self, child: Child) -> None:
        """Start a child that writes to the terminal, ends when it is done, and is not started again."""
        guest = _Running(child, None, self._pass_fds)
        guest.start()
        self._guests.append(guest)

    def tend(self) -> None:
        """Look after everybody once, then rest a moment. Raises ChildFailed."""
        for running in self._running:
            if running.died():
                self._say(f"{running.child.name} ended unexpectedly ({running.ending}); restarting it.")
            running.start_if_due()
            running.shorten_log()
        for guest in self._guests:
            guest.poll()
        time.sleep(TICK_SECONDS)

    def _ask_to_stop(self, *_: object) -> None:
        self.stop_requests += 1

    def _stop(self, running: "_Running") -> None:
        running.signal(signal.SIGTERM)
        asked_at, hurried_at = time.monotonic(), 0.0
        while running.poll():
            now = time.monotonic()
            if not hurried_at and (self.stop_requests > 1 or now > asked_at + running.child.patience_seconds):
                running.signal(signal.SIGQUIT)
                hurried_at = now
            if self.stop_requests > 2 or (hurried_at and now > hurried_at + HURRY_SECONDS):
                running.kill()
            time.sleep(TICK_SECONDS / 2)


class _Running:
    """One child's present process. Without a log it has our terminal."""

    def __init__(self, child: Child, log: Path | None, pass_fds: Sequence[int]) -> None:
        self.child = child
        self.ending = ""
        self._log = log
        self._pass_fds = pass_fds
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_at = 0.0
        self._fast_deaths = 0

    def start(self) -> None:
        wrapper = (sys.executable, "-S", str(Path(__file__).with_name("end_with_parent.py")), str(os.getpid()))
        output = _append_to(self._log) if self._log else None
        self._process = subprocess.Popen(  # noqa: S603 - our own programs, without a shell
            [*wrapper, *self.child.argv],
            cwd=BASE_DIR,
            env=self.child.environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a Ctrl-C is for us; the children end in order
            pass_fds=self._pass_fds,
        )
        if output is not None:
            os.close(output)
        self._started_at = time.monotonic()

    def poll(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def died(self) -> bool:
        """Whether it ended since the last look. Raises ChildFailed if that happens all the time."""
        if self._process is None or self._process.poll() is None:
            return False
        self.ending = _ending(self._process.returncode)
        self._process = None
        now = time.monotonic()
        self._fast_deaths = self._fast_deaths + 1 if now - self._started_at < FAST_DEATH_SECONDS else 1
        if self._fast_deaths >= FAST_DEATHS:
            raise ChildFailed(self._last_words())
        self._start_at = now + min(LONGEST_PAUSE_SECONDS, 0.25 * 2**self._fast_deaths)
        return True

    def start_if_due(self) -> None:
        if self._process is None and time.monotonic() >= self._start_at:
            self.start()

    def shorten_log(self) -> None:
        """Put a large log aside and begin it anew; the process appends, so it does not notice."""
        if self._log and self._log.stat().st_size > LARGEST_LOG_BYTES:
            self._log.with_suffix(".log.1").write_bytes(self._log.read_bytes())
            os.truncate(self._log, 0)

    def signal(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it and its own children, now."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _last_words(self) -> str:
        text = self._log.read_text(errors="replace") if self._log else ""
        end = "\n".join(text.splitlines()[-LOG_LINES_SHOWN:])
        return f"{self.child.name} keeps stopping ({self.ending}). The end of its log, {self._log}:\n{end}"


def _append_to(log: Path) -> int:
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _ending(returncode: int) -> str:
    return f"by {signal.Signals(-returncode).name}" if returncode < 0 else f"exit status {returncode}"
