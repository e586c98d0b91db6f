"""Logs of processes that run for months."""

from pathlib import Path

from product_importer.launch.log_files import shorten


def test_large_log_is_put_aside_and_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 101)
        shorten(log, 100)
        writer.write(b"new")

    assert (log.read_bytes(), (tmp_path / "web.log.1").read_bytes()) == (b"new", b"x" * 101)


def test_small_or_missing_log_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_bytes(b"x" * 100)

    shorten(tmp_path / "web.log", 100)
    shorten(tmp_path / "beat.log", 100)

    assert [path.name for path in tmp_path.iterdir()] == ["web.log"]
