"""Variables that look like misspelt ones of ours: they would have no effect, and nobody would notice."""

import os
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from product_importer.launch import file_variables

READ_ELSEWHERE = frozenset({"ADMIN_PASSWORD", "DATA_DIR", "HOST", "PORT", "WEB_THREADS", "WEB_WORKERS"})
"""Ours, read before or beside the settings."""
SHORTEST = 8
"""Shorter names are like those of others too easily: HOSTS, POST."""
LIKENESS = 0.86


def warnings(asked: Collection[str], given: Iterable[str] = os.environ) -> list[str]:
    """A sentence for each given name that is nearly, and not quite, one that is asked for."""
    files = {f"{name}_FILE" for name in file_variables.NAMES}
    known = {*asked, *READ_ELSEWHERE, *file_variables.NAMES, *files}
    found = []
    for name in sorted({*given} - known):
        if len(name) >= SHORTEST and (meant := get_close_matches(name, sorted(known), n=1, cutoff=LIKENESS)):
            found.append(f"{name} is unknown and has no effect. Is {meant[0]} meant?")
    return found
