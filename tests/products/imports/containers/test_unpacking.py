"""What comes out of an archive, and where that stops."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports.containers import limits as settings_of
from products.imports.containers import unpacking
from products.imports.containers.kinds import Kind
from products.imports.containers.limits import RATIO_FROM
from tests.products.imports.containers.books import CSV, gz, packed


def nothing() -> None:
    """Nobody wants it stopped."""


def unpack(content: bytes, kind: Kind, target: Path, go_on: Callable[[], None] = nothing) -> bytes:
    unpacking.unpack(io.BytesIO(content), kind, target, limits=settings_of.limits(), go_on=go_on)
    return target.read_bytes()


def failure(content: bytes, kind: Kind, target: Path) -> FileFailure:
    with pytest.raises(FileFailure) as raised:
        unpack(content, kind, target)
    return raised.value


def with_size(content: bytes, size: int) -> bytes:
    """The archive whose list says that its file unpacks to this size."""
    at = content.index(b"PK\x01\x02") + 24
    return content[:at] + struct.pack("<I", size) + content[at + 4 :]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (gz(), Kind.GZIP),
        (gz(CSV[:20]) + gz(CSV[20:]), Kind.GZIP),
        (packed({"a.csv": CSV, ".DS_Store": b"x"}), Kind.ZIP),
    ],
)
def test_what_was_packed_comes_out(content: bytes, kind: Kind, tmp_path: Path) -> None:
    assert unpack(content, kind, tmp_path / "text") == CSV


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (gz(CSV * 1_000)[:-200], Kind.GZIP),
        (gz()[:-8] + b"\0" * 8, Kind.GZIP),
        (gz() + b"what is this", Kind.GZIP),
        (with_size(packed({"a.csv": CSV}), len(CSV) - 5), Kind.ZIP),
        (with_size(packed({"a.csv": CSV}), len(CSV) + 5), Kind.ZIP),
        (packed({"a.csv": CSV}, method=0).replace(b"Kettle", b"Bottle", 1), Kind.ZIP),
    ],
)
def test_archive_that_lies_or_ends_early_is_refused(content: bytes, kind: Kind, tmp_path: Path) -> None:
    found = failure(content, kind, tmp_path / "text")

    assert (found.code, "damaged" in found.message) == ("archive_invalid", True)


@pytest.mark.parametrize("kind", [Kind.GZIP, Kind.ZIP])
def test_bomb_is_not_unpacked(kind: Kind, tmp_path: Path) -> None:
    zeros = b"0" * (RATIO_FROM + 1)
    content = gz(zeros) if kind is Kind.GZIP else packed({"a.csv": zeros})

    found = failure(content, kind, tmp_path / "text")

    assert (found.code, "more than 200 times as large" in found.message) == ("archive_invalid", True)


@pytest.mark.parametrize(("content", "kind"), [(gz(), Kind.GZIP), (packed({"a.csv": CSV}), Kind.ZIP)])
def test_limit_of_a_file_holds_for_what_is_in_it(
    content: bytes, kind: Kind, tmp_path: Path, settings: Settings
) -> None:
    settings.IMPORT_MAX_BYTES = len(CSV) - 1

    assert failure(content, kind, tmp_path / "text").code == "too_large"


def test_disk_is_not_filled(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_FREE_DISK_BYTES = 2**60

    assert failure(gz(), Kind.GZIP, tmp_path / "text").code == "disk_full"


def test_unpacking_stops_when_it_is_no_longer_wanted(tmp_path: Path) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        unpack(gz(), Kind.GZIP, tmp_path / "text", stop)
