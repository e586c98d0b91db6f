"""A job's progress in a terminal: a bar where there is one, else a line now and then."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from tqdm import tqdm

from products.jobs import progress
from products.jobs.models import ImportJob
from products.jobs.states import WORDS, State

TICK_SECONDS = 0.5
LINE_EVERY_SECONDS = 10.0
_BAR = "{desc} {percentage:3.0f}% |{bar}| {elapsed}{postfix}"


@contextmanager
def watching(job: ImportJob, *, quiet: bool) -> Iterator[None]:
    """Show the job's progress on standard error while the block carries it out in this thread."""
    done = threading.Event()
    shown = threading.Thread(target=_show, args=(job, done), daemon=True)
    if not quiet:
        shown.start()
    try:
        yield
    finally:
        done.set()
        if not quiet:
            shown.join()


def _show(job: ImportJob, done: threading.Event) -> None:
    show = _draw if sys.stderr.isatty() else _tell
    try:
        show(job, done)
    finally:
        connection.close()


def _draw(job: ImportJob, done: threading.Event) -> None:
    with tqdm(total=100, desc=str(job), bar_format=_BAR, leave=False) as bar:
        while not done.wait(TICK_SECONDS):
            if snapshot := progress.read(job.id):
                bar.n = snapshot["progress"]
                bar.set_postfix_str(_words(snapshot), refresh=True)


def _tell(job: ImportJob, done: threading.Event) -> None:
    while not done.wait(LINE_EVERY_SECONDS):
        if snapshot := progress.read(job.id):
            print(f"{job}: {snapshot['progress']} % {_words(snapshot)}", file=sys.stderr, flush=True)


def _words(snapshot: progress.Snapshot) -> str:
    rate = snapshot["rows_per_second"]
    return f" {WORDS[State(snapshot['state'])]}" + (f" · {rate:,} rows/s" if rate else "")
