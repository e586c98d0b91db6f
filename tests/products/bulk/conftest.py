import pytest

from products.bulk import actions
from products.jobs import chunked


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even three products are many, and two of them a chunk."""
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    monkeypatch.setattr(chunked, "CHUNK_ROWS", 2)
