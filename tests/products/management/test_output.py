import io
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError

from products.management.output import opened


def test_file_is_written_to_its_path(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"

    with opened(str(path)) as file:
        file.write(b"sku\n")

    assert file.closed
    assert path.read_bytes() == b"sku\n"


def test_dash_is_standard_output_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", output)

    with opened("-") as file:
        file.write(b"sku\n")

    assert not file.closed
    assert output.buffer.getvalue() == b"sku\n"


def test_path_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(CommandError, match=f"^{tmp_path} cannot be written: Is a directory.$"),
        opened(str(tmp_path)),
    ):
        pass


def test_disk_that_fills_up_is_a_sentence() -> None:
    with (
        pytest.raises(CommandError, match=r"^/dev/full cannot be written: No space left on device\.$"),
        opened("/dev/full") as file,
    ):
        file.write(b"x" * 100_000)
