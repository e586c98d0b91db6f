"""When Python's cycle collector looks, and at what."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Collect no cycles inside the block, where rows are made by the tens of thousands and there are none among them.

    Looking for them would take up to half of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def share_with_children() -> None:
    """Called before a fork: a child that looked through what is loaded by now would get a copy of it all."""
    gc.collect()
    gc.freeze()
