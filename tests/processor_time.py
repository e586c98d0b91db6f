"""What work costs as its input grows. Of processor time, and by comparison: no machine is too busy for that."""

import time
from collections.abc import Callable

ENOUGH_SECONDS = 0.05
"""Work that takes less is cheap, whatever its ratio is."""

TIMES_AS_LONG = 16
MOST_TIMES_AS_DEAR = 64
"""Linear work is sixteen times as dear then, and quadratic work 256 times."""

ROUNDS = 3


def is_dear(work: Callable[[str], object], text_of: Callable[[int], str], *, length: int) -> bool:
    """Whether the work on a text of the length is much dearer than sixteen times that on a sixteenth of it."""
    short, long = text_of(length // TIMES_AS_LONG), text_of(length)
    return not any(
        processor_seconds(work, long) <= max(ENOUGH_SECONDS, MOST_TIMES_AS_DEAR * processor_seconds(work, short))
        for _ in range(ROUNDS)
    )


def processor_seconds(work: Callable[[str], object], text: str) -> float:
    """Of this process."""
    started_at = time.process_time()
    work(text)
    return time.process_time() - started_at
