"""Looks at PostgreSQL at the start of a process: is it there, can we work with it, do the clocks agree?"""

import sys
from contextlib import suppress

import psycopg
from django.db import connection

from product_importer.lib.deadline import deadline_connection
from product_importer.lib.server_fitness import ServerLook, look, skewed, unusable

PATIENCE_SECONDS = 3


def refuse_unusable_database(*, tell_if_away: str = "") -> None:
    """End the process with a sentence if nothing can be served with this database; warn of clocks that differ.

    `tell_if_away`: what becomes of the process if PostgreSQL does not answer, for a warning; it is no reason to end.
    """
    try:
        found = _look()
    except psycopg.Error as error:
        if tell_if_away:
            _warn(f"PostgreSQL does not answer ({str(error).splitlines()[0]}). {tell_if_away}")
        return
    if reason := unusable(found.version_number, found.encoding):
        sys.exit(reason)
    if warning := skewed(found.skew_seconds):
        _warn(warning)


def _look() -> ServerLook:
    parameters = connection.get_connection_params()
    parameters |= {"connect_timeout": PATIENCE_SECONDS, "options": ""}
    with deadline_connection(PATIENCE_SECONDS).connect(**parameters) as own, own.cursor() as cursor:
        return look(cursor)


def _warn(sentence: str) -> None:
    with suppress(OSError):
        print(f"Warning: {sentence}", file=sys.stderr, flush=True)
