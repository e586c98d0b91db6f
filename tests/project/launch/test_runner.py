"""Children that are watched, started again and stopped."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from product_importer.launch.children import Child
from product_importer.launch.runner import Runner


def shell(name: str, script: str, *, patience: float = 5.0) -> Child:
    return Child(name, ("/bin/sh", "-c", script), patience_seconds=patience)


def log_of(data_dir: Path, child: Child) -> Path:
    return data_dir / "logs" / f"{child.name}.log"


def tend_until(runner: Runner, condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < give_up_at, "it did not come about"
        runner.tend()


def lines_of(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def test_runner_starts_a_child_again_when_it_dies(tmp_path: Path) -> None:
    note = tmp_path / "starts"
    said: list[str] = []
    child = shell("fragile", f"echo start >> {note}; [ $(wc -l < {note}) -gt 2 ] && exec sleep 60; exit 7")

    with Runner([child], data_dir=tmp_path, say=said.append) as runner:
        tend_until(runner, lambda: len(lines_of(note)) == 3)

    assert said == ["fragile ended unexpectedly (exit status 7); restarting it."] * 2


def test_runner_stops_children_one_by_one_when_it_ends(tmp_path: Path) -> None:
    note = tmp_path / "ends"
    script = "trap 'sleep 0.2; echo {0} >> {1}; exit' TERM; echo up; while :; do sleep 0.05; done"
    children = [shell(name, script.format(name, note)) for name in ("worker", "web", "beat")]

    with Runner(children, data_dir=tmp_path, say=print) as runner:
        tend_until(runner, lambda: all(lines_of(log_of(tmp_path, child)) for child in children))

    assert lines_of(note) == ["beat", "web", "worker"]


def test_runner_hurries_a_child_when_its_patience_is_at_an_end(tmp_path: Path) -> None:
    note = tmp_path / "ends"
    script = f"trap '' TERM; trap 'echo quickly >> {note}; exit' QUIT; echo up; while :; do sleep 0.05; done"

    with Runner([shell("slow", script, patience=0.3)], data_dir=tmp_path, say=print) as runner:
        tend_until(runner, lambda: bool(lines_of(tmp_path / "logs" / "slow.log")))

    assert lines_of(note) == ["quickly"]


def test_runner_kills_a_deaf_child_when_it_is_asked_for_the_third_time(tmp_path: Path) -> None:
    script = "trap '' TERM QUIT; echo up; while :; do sleep 0.05; done"

    with Runner([shell("deaf", script, patience=60)], data_dir=tmp_path, say=print) as runner:
        tend_until(runner, lambda: bool(lines_of(tmp_path / "logs" / "deaf.log")))
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
        started = time.monotonic()

    assert time.monotonic() - started < 30


def test_runner_restores_the_signal_handlers_when_it_ends(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)

    with Runner([], data_dir=tmp_path, say=print):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before
