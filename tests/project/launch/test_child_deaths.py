"""Children that end unexpectedly: what goes with them, when they come back, and who is told."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from django.test import Client
from pytest_django import Settings

from product_importer.launch import child_process, children, restarts
from product_importer.launch.address import Address
from product_importer.launch.child_process import ChildProcess
from product_importer.launch.children import Child
from product_importer.launch.runner import FAST_DEATHS, ChildFailed, Runner
from tests.processes import Program, eventually, free_port
from tests.project.launch.test_runner import lines_of, shell, tend_until


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "FIRST_PAUSE_SECONDS", 0.0)


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


# What goes with them


@pytest.mark.parametrize("ending", ["kill -9 $$", "kill -15 $$", "exit 0", "exit 3"])
def test_whatever_a_child_started_ends_with_it(tmp_path: Path, no_pauses: None, ending: str) -> None:
    note = tmp_path / "grandchildren"
    deaf = "(trap '' TERM INT HUP QUIT; exec sleep 60)"
    child = shell("fertile", f"[ -e {note} ] && exec sleep 60; {deaf} & {deaf} & echo $! > {note}; {ending}")

    with Runner([child], data_dir=tmp_path, say=print) as runner:
        tend_until(runner, lambda: bool(lines_of(note)) and is_gone(int(lines_of(note)[0])))


@pytest.fixture
def port() -> int:
    return free_port()


def slow_web(port: int) -> Child:
    argv = children.web(Address("127.0.0.1", port)).argv
    return Child("web", (*argv[:-1], "tests.project.launch.slow_app:application"), patience_seconds=1.0)


@pytest.fixture
def busy(port: int) -> Iterator[ExitStack]:
    """Holds connections on which the server is in the middle of something."""
    with ExitStack() as connections:
        yield connections


HALVES = {
    "stream": b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
    "upload": b"POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nsome of it",
    "header": b"GET / HTTP/1.1\r\nHost: a",
}


def open_all(connections: ExitStack, port: int) -> None:
    for half in HALVES.values():
        connection = connections.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
        connection.sendall(half)
        if half != HALVES["header"]:
            assert connection.recv(15) == b"HTTP/1.1 200 OK"


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            return connection.recv(15) == b"HTTP/1.1 200 OK"
    except OSError:
        return False


def test_next_web_server_gets_the_port_of_a_killed_one_with_open_connections(
    tmp_path: Path, port: int, busy: ExitStack
) -> None:
    said: list[str] = []
    with Runner([slow_web(port)], data_dir=tmp_path, say=said.append) as runner:
        tend_until(runner, lambda: answers(port))
        open_all(busy, port)
        (master,) = masters_of(port)
        workers = master.children()

        master.kill()
        tend_until(runner, lambda: bool(said) and answers(port))

        assert all(is_gone(worker.pid) for worker in workers)
    assert said == ["web ended unexpectedly (by SIGKILL); restarting it."]


def masters_of(port: int) -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if f"127.0.0.1:{port}" in child.cmdline()]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends a killed parent's children on Linux only")
def test_workers_of_a_killed_web_server_end_though_nobody_watches(tmp_path: Path, port: int, busy: ExitStack) -> None:
    web = Program(slow_web(port).argv, os.environ, tmp_path / "web.log")
    try:
        eventually(lambda: answers(port))
        open_all(busy, port)
        workers = web.children

        web.kill_main()

        eventually(lambda: all(is_gone(worker.pid) for worker in workers))
    finally:
        web.kill()


# When they come back


def test_child_that_always_dies_is_started_again_for_ever_and_the_others_go_on(tmp_path: Path, no_pauses: None) -> None:
    note, said = tmp_path / "starts", list[str]()
    hopeless = shell("hopeless", f"echo start >> {note}; echo no such table >&2; kill -9 $$")
    sound = shell("sound", "exec sleep 60")

    with Runner([hopeless, sound], data_dir=tmp_path, say=said.append) as runner:
        other = runner._processes[1]._process
        tend_until(runner, lambda: len(lines_of(note)) > 2 * FAST_DEATHS)
        assert runner._processes[1]._process is other
        assert runner._processes[1].is_running()

    log = tmp_path / "logs" / "hopeless.log"
    words = "\n".join(["no such table"] * FAST_DEATHS)
    keeps = "hopeless keeps stopping (by SIGKILL); next start in 0 s."
    assert said[: FAST_DEATHS - 1] == ["hopeless ended unexpectedly (by SIGKILL); restarting it."] * (FAST_DEATHS - 1)
    assert said[FAST_DEATHS - 1] == f"{keeps} The end of its log, {log}:\n{words}"
    assert {*said[FAST_DEATHS:]} == {keeps}


def test_pauses_grow_to_a_minute_and_no_further(tmp_path: Path) -> None:
    process = ChildProcess(shell("hopeless", ""), tmp_path / "log", ())
    pauses = []
    for process.fast_deaths in (1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000_000):
        pauses.append(process.pause_seconds())

    assert pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_child_without_which_nothing_can_be_done_fails_the_first_start(tmp_path: Path, no_pauses: None) -> None:
    said: list[str] = []
    with Runner([shell("web", "echo no such table >&2; exit 3")], data_dir=tmp_path, say=said.append) as runner:
        tend_until(runner, lambda: len(said) >= FAST_DEATHS - 1)
        runner.refuse_hopeless("web")
        tend_until(runner, lambda: len(said) == FAST_DEATHS)
        runner.refuse_hopeless("another")
        with pytest.raises(ChildFailed) as failure:
            runner.refuse_hopeless("web")

    sentence, *log = str(failure.value).splitlines()
    assert sentence == f"web keeps stopping (exit status 3). The end of its log, {tmp_path}/logs/web.log:"
    assert {*log} == {"no such table"}


def test_child_that_cannot_be_started_now_is_started_later(tmp_path: Path, no_pauses: None) -> None:
    """As on a full disk, where its log cannot be made; or where there are no more processes to be had."""
    said: list[str] = []
    log = tmp_path / "logs" / "late.log"
    log.mkdir(parents=True)

    with Runner([shell("late", "echo up; exec sleep 60")], data_dir=tmp_path, say=said.append) as runner:
        tend_until(runner, lambda: len(said) == FAST_DEATHS + 1)
        log.rmdir()
        tend_until(runner, lambda: log.is_file() and lines_of(log) == ["up"])

    assert said[0] == "late ended unexpectedly (it could not be started: Is a directory); restarting it."
    assert said[-1] == "late keeps stopping (it could not be started: Is a directory); next start in 0 s."


# Who is told


def test_who_ended_is_noted_until_it_is_settled_again(
    tmp_path: Path, no_pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    fragile = shell("fragile", f"[ -e {tmp_path}/again ] && exec sleep 60; touch {tmp_path}/again; exit 1")

    with Runner([fragile, shell("sound", "exec sleep 60")], data_dir=tmp_path, say=print) as runner:
        tend_until(runner, lambda: restarts.noted(tmp_path) == ["fragile"])
        tend_until(runner, (tmp_path / "again").exists)
        assert restarts.noted(tmp_path) == ["fragile"]
        monkeypatch.setattr(child_process, "FAST_DEATH_SECONDS", 0.0)
        tend_until(runner, lambda: restarts.noted(tmp_path) == [])


def test_notes_of_an_earlier_start_are_forgotten(tmp_path: Path) -> None:
    restarts.note(tmp_path, {"web", "beat"})

    with Runner([], data_dir=tmp_path, say=print):
        assert restarts.noted(tmp_path) == []


def test_note_that_cannot_be_made_is_no_reason_to_end(tmp_path: Path) -> None:
    (tmp_path / "restarting").write_text("a file in the place of the folder")

    restarts.note(tmp_path, {"web"})

    assert restarts.noted(tmp_path) == []


@pytest.mark.django_db
def test_ready_names_who_is_started_again(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    before = client.get("/health/ready/")
    restarts.note(tmp_path, {"imports", "beat"})
    after = client.get("/health/ready/")

    assert "restarting" not in before.json()
    assert (after.status_code, after.json()) == (200, {**before.json(), "restarting": ["beat", "imports"]})


def test_signals_of_a_child_that_ended_go_nowhere(tmp_path: Path, no_pauses: None) -> None:
    """Its number may be another's by then."""
    process = ChildProcess(shell("short", "exit 0"), tmp_path / "log", ())
    process.start()
    eventually(process.ended)

    process.signal(signal.SIGTERM)
    process.end_all()

    assert not process.is_running()
