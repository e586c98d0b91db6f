"""A page in which the browser has nothing to complain of."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A breach of the content security policy fails the test; answers of 4xx, which some forms are for, do not."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []
