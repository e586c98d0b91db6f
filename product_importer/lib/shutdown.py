"""Whether this web process was told to stop: open streams then end by themselves."""

from typing import Protocol


class Worker(Protocol):
    """The part of gunicorn's worker that matters here."""

    alive: bool


class _Process:
    worker: Worker | None = None


def watch(worker: Worker) -> None:
    """Called once, when gunicorn's worker has started."""
    _Process.worker = worker


def is_stopping() -> bool:
    """False in a process that gunicorn does not run."""
    return _Process.worker is not None and not _Process.worker.alive
