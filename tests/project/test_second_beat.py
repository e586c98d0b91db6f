"""Of two beats one works; the other stands by, says so, and takes over."""

from pathlib import Path

import pytest

from product_importer.launch import children
from product_importer.lib import redis_client
from tests.processes import Program

SENDS = "Sending due task resume-interrupted-imports"


def started(environment: dict[str, str], folder: Path) -> Program:
    folder.mkdir()
    return Program(children.beat(folder).argv, environment, folder / "log")


@pytest.mark.django_db(transaction=True)
def test_second_beat_stands_by_until_the_first_is_gone(process_environment: dict[str, str], tmp_path: Path) -> None:
    first = started(process_environment, tmp_path / "first")
    try:
        first.wait_for_text(SENDS)
        second = started(process_environment, tmp_path / "second")
        try:
            second.wait_for_text("Another beat is at work (host and process: ")
            assert SENDS not in second.text()

            first.kill()
            second.wait_for_text(SENDS)
            assert "The other beat is gone" in second.text()
        finally:
            second.kill()
    finally:
        first.kill()
    assert b":" in (redis_client.client().get("lease:beat") or b"")
