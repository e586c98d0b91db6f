from collections.abc import Iterator

import pytest

from tests.web import Web, web_server


@pytest.fixture
def web(process_environment: dict[str, str]) -> Iterator[Web]:
    with web_server(process_environment) as running:
        yield running
