"""The order of tests that run beside one another: what takes long goes first, and nobody waits for it at the end."""

from collections.abc import Sequence
from itertools import groupby

import pytest

LONG = ("tests/journeys/", "tests/project/")
"""Where tests start processes and browsers, and mostly wait for them."""


def long_first(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """Begin each process's share with its part of the modules that take long.

    pytest-xdist deals the tests out in shares of one piece each, and lets idle processes take from the end of others'.
    A module is kept together: its tests share what they have started.
    """
    quick = [item for item in items if not _is_long(item)]
    modules = [list(module) for _, module in groupby(filter(_is_long, items), key=lambda item: item.path)]
    heads: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for module in sorted(modules, key=len, reverse=True):
        min(heads, key=len).extend(module)

    ordered: list[pytest.Item] = []
    for number, head in enumerate(heads):
        share = (len(items) - len(ordered)) // (processes - number)
        ordered += head
        ordered += quick[: (size := max(share - len(head), 0))]
        quick = quick[size:]
    return ordered + quick


def _is_long(item: pytest.Item) -> bool:
    return item.nodeid.startswith(LONG)
