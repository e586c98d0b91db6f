"""Makes Redis unreachable in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from product_importer.lib import redis_client

NOWHERE = "unix:///nonexistent/valkey.sock?db=0"


@contextmanager
def redis_at(url: str) -> Iterator[None]:
    """Use another Redis inside the block."""
    try:
        with override_settings(REDIS_URL=url):
            _forget()
            yield
    finally:
        _forget()


def _forget() -> None:
    redis_client.client.cache_clear()
    redis_client._Pause.until = 0.0
