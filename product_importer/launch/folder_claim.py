"""One `up` at a time for a data folder, and none while processes of a killed one are still at work."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from product_importer.launch import data_folder
from product_importer.launch.file_lock import Lock

LEFTOVERS_SECONDS = 15.0  # a killed `up`'s children are told to end at once, and none needs as long
DEATH_SECONDS = 5.0


class ClaimError(Exception):
    """Another `up` has the folder; the text says so and what to do."""


class Claim:
    """`up`'s claim on its data folder, until the process ends.

    Children inherit `children_handle`, so that the next `up` can tell when the last of them has ended.
    """

    def __init__(self, folder: Path) -> None:
        data_folder.make(folder)
        self._note = folder / "up.lock"
        self._own, self._children = Lock(self._note), Lock(folder / "children.lock")
        if not self._own.take():
            raise ClaimError(f"It is already running: {self._note.read_text().strip()} uses {folder}.")
        if not (self._children.take(seconds=LEFTOVERS_SECONDS) or self._take_from_the_stuck()):
            raise ClaimError(
                f"Processes left behind by {self._note.read_text().strip()} are still running in {folder}. "
                f"Stop them, then start again."
            )
        self._children.share()

    @property
    def children_handle(self) -> int:
        return self._children.handle

    def sign(self, url: str) -> None:
        """Leave a note of who we are, for the sentences above."""
        self._note.write_text(f"process {os.getpid()} at {url}\n")

    def _take_from_the_stuck(self) -> bool:
        """End who was told to end and did not. They are ours: whoever started them has lost its claim."""
        for pid in self._children.others():
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        return self._children.take(seconds=DEATH_SECONDS)


_claims: list[Claim] = []


def take(folder: Path) -> Claim:
    """Claim the folder for this process. Raises ClaimError if another `up` has it."""
    _claims.append(Claim(folder))
    return _claims[-1]


def taken() -> Claim | None:
    """The claim of this process."""
    return _claims[-1] if _claims else None
