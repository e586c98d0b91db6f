"""What `up` is made of: children that are watched, an address, a claim, keys, first steps."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser

from product_importer.launch import address, environment, folder_claim, preparation, secrets_file
from product_importer.launch.address import Address, AddressError
from product_importer.launch.children import Child
from product_importer.launch.file_lock import Lock
from product_importer.launch.folder_claim import ClaimError
from product_importer.launch.runner import ChildFailed, Runner

ROOT = Path(__file__).parents[2]


def shell(name: str, script: str, *, patience: float = 5.0) -> Child:
    return Child(name, ("/bin/sh", "-c", script), patience_seconds=patience)


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

    with Runner([child], logs=tmp_path, say=said.append) as runner:
        tend_until(runner, lambda: len(lines_of(note)) == 3)

    assert said == ["fragile ended unexpectedly (exit status 7); it is started again."] * 2


def test_runner_gives_up_with_the_end_of_the_log_when_a_child_keeps_dying(tmp_path: Path) -> None:
    child = shell("hopeless", "echo no such table >&2; kill -9 $$")

    with (
        pytest.raises(ChildFailed) as failure,
        Runner([child], logs=tmp_path, say=lambda line: None) as runner,
    ):
        tend_until(runner, lambda: False)

    log = tmp_path / "hopeless.log"
    assert str(failure.value) == (
        f"hopeless does not stay up (by SIGKILL). The end of its log, {log}:\n" + "\n".join(["no such table"] * 5)
    )


def test_runner_stops_children_one_by_one_when_it_ends(tmp_path: Path) -> None:
    note = tmp_path / "ends"
    script = "trap 'sleep 0.2; echo {0} >> {1}; exit' TERM; echo up; while :; do sleep 0.05; done"
    children = [shell(name, script.format(name, note)) for name in ("worker", "web", "beat")]

    with Runner(children, logs=tmp_path, say=print) as runner:
        tend_until(runner, lambda: all(lines_of(tmp_path / f"{child.name}.log") for child in children))

    assert lines_of(note) == ["beat", "web", "worker"]


def test_runner_hurries_a_child_when_its_patience_is_at_an_end(tmp_path: Path) -> None:
    note = tmp_path / "ends"
    script = f"trap '' TERM; trap 'echo quickly >> {note}; exit' QUIT; echo up; while :; do sleep 0.05; done"

    with Runner([shell("slow", script, patience=0.3)], logs=tmp_path, say=print) as runner:
        tend_until(runner, lambda: bool(lines_of(tmp_path / "slow.log")))

    assert lines_of(note) == ["quickly"]


def test_runner_kills_a_deaf_child_when_it_is_asked_for_the_third_time(tmp_path: Path) -> None:
    script = "trap '' TERM QUIT; echo up; while :; do sleep 0.05; done"

    with Runner([shell("deaf", script, patience=60)], logs=tmp_path, say=print) as runner:
        tend_until(runner, lambda: bool(lines_of(tmp_path / "deaf.log")))
        for _ in range(3):
            os.kill(os.getpid(), signal.SIGINT)
        started = time.monotonic()

    assert time.monotonic() - started < 30


def test_runner_restores_the_signal_handlers_when_it_ends(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)

    with Runner([], logs=tmp_path, say=print):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends a killed parent's children on Linux only")
@pytest.mark.parametrize("heeded", ["SIG_DFL", "SIG_IGN"])
def test_child_ends_when_its_parent_is_killed(tmp_path: Path, heeded: str) -> None:
    """Also if the parent was started by a shell that puts it into the background, and so ignores SIGQUIT."""
    program = f"""
import signal
signal.signal(signal.SIGQUIT, signal.{heeded})
from pathlib import Path
from product_importer.launch.children import Child
from product_importer.launch.runner import Runner
with Runner([Child("child", ("/bin/sleep", "60"), 5.0)], logs=Path({str(tmp_path)!r}), say=print) as runner:
    print(runner._running[0]._process.pid, flush=True)
    while True:
        runner.tend()
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        while b"sleep" not in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0]:
            time.sleep(0.01)  # the wrapper has not become the program yet
        parent.kill()

    give_up_at = time.monotonic() + 20
    while _is_running(child):
        assert time.monotonic() < give_up_at, "it outlived its parent"
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_address_is_refused_when_somebody_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(AddressError, match=rf"^Port {port} on 127\.0\.0\.1 is in use, .* PORT="):
            address.refuse_if_taken(Address("127.0.0.1", port))


def test_address_is_refused_when_other_machines_reach_it_by_unlisted_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    with pytest.raises(AddressError, match=r"^HOST=0\.0\.0\.0 opens the product to other machines: set ALLOWED_HOSTS"):
        address.refuse_if_unsafe(Address("0.0.0.0", 8000))

    monkeypatch.setenv("ALLOWED_HOSTS", "importer.example.com")
    address.refuse_if_unsafe(Address("0.0.0.0", 8000))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_address_is_safe_when_only_this_machine_reaches_it(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    address.refuse_if_unsafe(Address(host, 8000))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000.0", "²"])
def test_address_is_refused_when_the_port_is_no_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(AddressError, match=r"^PORT must be a number from 1 to 65535"):
        address.chosen()


def test_address_has_an_ipv6_host_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "8001")

    assert (address.chosen().bind, address.chosen().url) == ("[::1]:8001", "http://[::1]:8001")


def test_claim_is_refused_when_another_up_has_the_folder(tmp_path: Path) -> None:
    first = folder_claim.Claim(tmp_path)
    first.sign("http://127.0.0.1:8000")

    with pytest.raises(ClaimError, match=rf"^It runs already: process {os.getpid()} at http://127.0.0.1:8000 uses "):
        folder_claim.Claim(tmp_path)


def test_claim_is_refused_when_children_of_a_killed_up_are_still_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_claim, "LEFTOVERS_SECONDS", 0.1)
    (tmp_path / "up.lock").write_text("process 77 at http://127.0.0.1:8000\n")
    Lock(tmp_path / "children.lock").share()

    with pytest.raises(ClaimError, match=r"^Processes that process 77 at .* has left behind are still at work in "):
        folder_claim.Claim(tmp_path)


def test_keys_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    keys = secrets_file.load_or_create(tmp_path)

    assert secrets_file.load_or_create(tmp_path) == keys
    assert keys.keys() == {"SECRET_KEY", "WEBHOOK_MASTER_KEY"}
    assert min(map(len, keys.values())) == 64
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600


def test_missing_key_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("SECRET_KEY=kept\n")

    keys = secrets_file.load_or_create(tmp_path)

    assert keys["SECRET_KEY"] == "kept"
    assert (tmp_path / "secrets").read_text() == f"SECRET_KEY=kept\nWEBHOOK_MASTER_KEY={keys['WEBHOOK_MASTER_KEY']}\n"


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("", False),
        ("help import_products", False),
        ("--version", False),
        ("import_products --help", False),
        ("collectstatic --noinput", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("makemigrations --check", True),
        ("import_products file.csv", True),
        ("up", True),
    ],
)
def test_servers_are_needed_by_commands_that_work_with_data(command: str, needed: bool) -> None:
    assert environment.needs_servers(["manage.py", *command.split()]) is needed


@pytest.mark.django_db
def test_first_user_gets_an_invented_password_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)

    password = preparation.create_first_user()

    admin = _only_user()
    assert password
    assert len(password) == 16
    assert (admin.username, admin.is_superuser, admin.check_password(password)) == ("admin", True, True)


@pytest.mark.django_db
def test_first_user_gets_the_given_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "a long enough one")

    assert preparation.create_first_user() is None
    assert _only_user().check_password("a long enough one")


@pytest.mark.django_db
def test_no_user_is_made_when_there_is_one_already(monkeypatch: pytest.MonkeyPatch) -> None:
    get_user_model()._default_manager.create(username="ana")

    assert preparation.create_first_user() is None
    assert _only_user().username == "ana"


@pytest.mark.django_db
def test_database_is_not_behind_when_the_migrations_ran() -> None:
    assert not preparation.is_database_behind()


def _only_user() -> AbstractUser:
    return get_user_model()._default_manager.get()
