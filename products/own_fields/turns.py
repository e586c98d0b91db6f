"""Whoever changes fields does so alone, so that limits and names hold whatever others do at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from product_importer.lib.locks import hold_until_commit, key_of

OWN_FIELDS = key_of("own fields")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A transaction that begins when those of others on fields have ended."""
    with transaction.atomic():
        hold_until_commit(OWN_FIELDS)
        yield
