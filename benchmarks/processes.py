"""What a process and its children take: processor time, and memory while a block runs. Linux only."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from pathlib import Path

EVERY_SECONDS = 0.1


@dataclass
class Peak:
    """In bytes."""

    tree: int = 0
    """The most that all processes together had at one moment. What they share counts once (PSS)."""
    first: int = 0
    """What the first of them, which only waits for the others, had at that moment."""
    child: int = 0
    """The most that a child had resident, shared pages included (RSS)."""


@contextmanager
def peak_of(pid: int) -> Iterator[Peak]:
    """Sample the process `pid` and its children until the block ends."""
    peak, done = Peak(), threading.Event()
    sampler = threading.Thread(target=_sample, args=(pid, peak, done), daemon=True)
    sampler.start()
    try:
        yield peak
    finally:
        done.set()
        sampler.join()


def processor_seconds() -> float:
    """The processor time so far of this process and all that it started: the servers, the worker, `psql`.

    On a busy machine this says more than the clock.
    """
    return sum(map(_ticks, [os.getpid(), *_children(os.getpid())])) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    """Of the process, and of those of its children that have ended."""
    return sum(map(int, _text_of(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[11:15]))


def _sample(pid: int, peak: Peak, done: threading.Event) -> None:
    while not done.wait(EVERY_SECONDS):
        children = _children(pid)
        first, *others = (_kilobytes(each, "smaps_rollup", "Pss") * 1024 for each in [pid, *children])
        if first + sum(others) > peak.tree:
            peak.tree, peak.first = first + sum(others), first
        peak.child = max(peak.child, *(_kilobytes(each, "status", "VmHWM") * 1024 for each in children), 0)


def _children(pid: int) -> list[int]:
    """The children of all threads, and their children. A process that has just ended has none."""
    found = []
    for listed in glob(f"/proc/{pid}/task/*/children"):
        for child in map(int, _text_of(Path(listed)).split()):
            found += [child, *_children(child)]
    return found


def _kilobytes(pid: int, file: str, name: str) -> int:
    """0 for a process that has just ended."""
    found = re.search(rf"^{name}:\s+(\d+) kB", _text_of(Path(f"/proc/{pid}/{file}")), re.MULTILINE)
    return int(found[1]) if found else 0


def _text_of(file: Path) -> str:
    """Empty if the process or thread has just ended."""
    try:
        return file.read_text()
    except OSError:
        return ""
