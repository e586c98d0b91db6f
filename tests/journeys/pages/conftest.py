"""A web server alone, and a page in which the browser has nothing to complain of."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from tests.journeys.conftest import Stack


@pytest.fixture
def web(web: Stack, settings: Settings, tmp_path: Path) -> Stack:
    """The files of jobs that a test makes go with the test."""
    settings.MEDIA_ROOT = tmp_path
    return web


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """Anything the browser complains about, a breach of the content security policy above all, fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert complaints == []
