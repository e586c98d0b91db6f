"""Where a command writes its file: to a path, or to standard output for `-`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.management.base import CommandError

STANDARD_OUTPUT = "-"


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The file to write into. Raises CommandError if that is not possible."""
    try:
        if name == STANDARD_OUTPUT:
            yield sys.stdout.buffer
        else:
            with open(name, "wb") as file:
                yield file
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
