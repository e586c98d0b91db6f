"""A file in a folder of this server: the oldest that is wanted is taken, once its size has stood still."""

from __future__ import annotations

import time
from collections.abc import Collection

from django.conf import settings

from products.imports.fetch_models import SourceRun
from products.imports.fetching.failures import FetchFailure, NothingThere
from products.imports.fetching.file_names import Listed, is_wanted
from products.imports.fetching.folders import IMPORTING, Folder, folder
from products.imports.fetching.incoming import BLOCK_BYTES, Incoming
from products.imports.fetching.orders import Found, Order
from products.imports.fetching.putting_away import FOLDER, put_away_refused


def fetch(order: Order) -> Found:
    """The file, moved to `importing`. Raises FetchFailure, NothingThere."""
    with folder(order.address) as box, box.inner(IMPORTING) as taken:
        name, has_more = take(box, taken, order.pattern, known=_under_way(order.address))
        try:
            _read(taken, name, order.incoming)
        except FetchFailure as failure:
            if not failure.is_passing:
                put_away_refused(order.address, name, failure.message)
            raise
        return Found(name, seen={FOLDER: order.address}, kept_as=name, has_more=has_more)


def take(box: Folder, taken: Folder, pattern: str, *, known: Collection[str]) -> tuple[str, bool]:
    """The name under which the next file lies in `importing`, and whether others wait. `known`: those that do already.

    First comes one that was taken by a worker that died before its import was kept. Raises FetchFailure, NothingThere.
    """
    wanted = [file for file in box.files() if is_wanted(file.name, pattern)]
    if left_over := next((file.name for file in taken.files() if file.name not in known), None):
        return left_over, bool(wanted)
    if not wanted:
        raise NothingThere(f"There is no {pattern or 'file'} in {box.path}.")
    still = _still(box, wanted)
    if not still:
        raise FetchFailure("being_written", f"{wanted[0].name} is still being written.", is_passing=True)
    oldest = min(still, key=lambda file: (file.changed.timestamp() if file.changed else 0.0, file.name))
    return box.move(oldest.name, taken), len(wanted) > 1


def _under_way(address: str) -> set[str]:
    """The files in `importing` that have an import."""
    runs = SourceRun.objects.filter(seen__contains={FOLDER: address}, put_away_at=None)
    return {*runs.exclude(kept_as="").values_list("kept_as", flat=True)}


def _still(box: Folder, files: list[Listed]) -> list[Listed]:
    """Those that did not change between two looks."""
    time.sleep(settings.SOURCE_FOLDER_STILL_SECONDS)
    return [file for file in files if box.look(file.name) == file]


def _read(taken: Folder, name: str, incoming: Incoming) -> None:
    with taken.opened(name) as file:
        while block := file.read(BLOCK_BYTES):
            incoming.write(block)
