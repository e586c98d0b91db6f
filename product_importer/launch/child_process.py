"""One child's present process: started, watched, and ended together with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from product_importer.launch.children import BASE_DIR, Child
from product_importer.launch.log_files import shorten
from product_importer.launch.pauses import pause_seconds

FAST_DEATH_SECONDS = 30.0
FIRST_PAUSE_SECONDS = 0.5
LARGEST_LOG_BYTES = 50 * 1024**2
LOG_LINES_SHOWN = 15


class ChildProcess:
    """Without a log it has our terminal. `fast_deaths` counts, in a row, those soon after a start."""

    def __init__(self, child: Child, log: Path | None, pass_fds: Sequence[int]) -> None:
        self.child = child
        self.ending = ""
        self.fast_deaths = 0
        self._log = log
        self._pass_fds = pass_fds
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_at = 0.0

    def start(self) -> bool:
        """Start it. Where that fails, for want of space or memory, it counts as an end; False then."""
        self._started_at = time.monotonic()
        try:
            self._process = self._spawn()
        except OSError as error:
            self._note_end(f"it could not be started: {error.strerror}")
        return self._process is not None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ended(self) -> bool:
        """Whether it ended since the last look. All that it had started then ends too, and lets go."""
        if self._process is None or self._process.poll() is None:
            return False
        self.end_all()
        self._note_end(_ending(self._process.returncode))
        self._process = None
        return True

    def is_due(self) -> bool:
        return self._process is None and time.monotonic() >= self._start_at

    def is_unsettled(self) -> bool:
        """Whether it ended unexpectedly and has not been at work for a while since."""
        return self.fast_deaths > 0 and (
            self._process is None or time.monotonic() - self._started_at < FAST_DEATH_SECONDS
        )

    def shorten_log(self) -> None:
        if self._log:
            shorten(self._log, LARGEST_LOG_BYTES)

    def signal(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)

    def end_all(self) -> None:
        """End it and all that it started, now."""
        if self._process:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left, or on macOS: nobody who is alive
                os.killpg(self._process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """The end of its log, in a sentence that names it."""
        text = ""
        with suppress(OSError):
            text = self._log.read_text(errors="replace") if self._log else ""
        end = "\n".join(text.splitlines()[-LOG_LINES_SHOWN:])
        return f"The end of its log, {self._log}:\n{end}"

    def pause_seconds(self) -> float:
        """From its end to the next start: each time twice as long."""
        return pause_seconds(FIRST_PAUSE_SECONDS, doublings=self.fast_deaths - 1)

    def _note_end(self, ending: str) -> None:
        now = time.monotonic()
        self.ending = ending
        self.fast_deaths = self.fast_deaths + 1 if now - self._started_at < FAST_DEATH_SECONDS else 1
        self._start_at = now + self.pause_seconds()

    def _spawn(self) -> subprocess.Popen[bytes]:
        wrapper = (sys.executable, "-S", str(Path(__file__).with_name("end_with_parent.py")), str(os.getpid()))
        output = _append_to(self._log) if self._log else None
        try:
            return subprocess.Popen(  # noqa: S603 - our own programs, without a shell
                [*wrapper, *self.child.argv],
                cwd=BASE_DIR,
                env=self.child.environment(os.environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C is for us, the children end in order; `end_all` knows whom it means
                pass_fds=self._pass_fds,
            )
        finally:
            if output is not None:
                os.close(output)


def _append_to(log: Path) -> int:
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _ending(returncode: int) -> str:
    return f"by {signal.Signals(-returncode).name}" if returncode < 0 else f"exit status {returncode}"
