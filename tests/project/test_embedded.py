"""The embedded servers, each test on a pair of its own: started, shared, killed, healed, stopped."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from product_importer.launch import embedded
from product_importer.launch.embedded import home

USER = """
import json, sys
from product_importer.launch import embedded
embedded.use_if_needed()
import os
print(json.dumps({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")}), flush=True)
sys.stdin.readline()
"""
ROOT = Path(__file__).parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder whose name is a trial for every quoting, and that the servers' user may enter if root runs us."""
    with tempfile.TemporaryDirectory(prefix='it\'s a "trial" ') as folder:
        Path(folder).chmod(0o711)
        yield Path(folder, "var")


@contextmanager
def user_of(data_dir: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the servers until the block ends."""
    inherited = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
    with subprocess.Popen(
        [sys.executable, "-c", USER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**inherited, "DATA_DIR": str(data_dir), **environment},
    ) as process:
        yield process


def urls(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout
    found: dict[str, str] = json.loads(process.stdout.readline() or "{}")
    return found


def server_pids(data_dir: Path) -> set[int]:
    """Every process of the servers of this folder."""
    return {pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _belongs_to(pid, data_dir)}


def _belongs_to(pid: int, data_dir: Path) -> bool:
    process = Path(f"/proc/{pid}")
    try:
        name, folder = (process / "comm").read_text().strip(), (process / "cwd").readlink()
    except OSError:  # it ended meanwhile
        return False
    return name in {"postgres", "valkey-server"} and folder.is_relative_to(data_dir)


def main_processes(data_dir: Path) -> set[int]:
    """The two servers alone, without PostgreSQL's other processes, which come and go."""
    pids = server_pids(data_dir)
    return {pid for pid in pids if _parent(pid) not in pids | {None}}


def _parent(pid: int) -> int | None:
    """None: it ended meanwhile."""
    with suppress(psutil.NoSuchProcess):
        return int(psutil.Process(pid).ppid())
    return None


def kill_servers(data_dir: Path) -> None:
    """Kill the two servers; PostgreSQL's other processes end by themselves, a moment later."""
    pids = main_processes(data_dir)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    while pids & server_pids(data_dir):
        time.sleep(0.01)


def write_and_count(environment: dict[str, str]) -> tuple[int, int]:
    """Write once to each server; return how often that has been done."""
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS mark ()")
        connection.execute("INSERT INTO mark DEFAULT VALUES")
        (rows,) = connection.execute("SELECT count(*) FROM mark").fetchone() or (0,)
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        return rows, int(client.incr("mark"))


def test_servers_keep_their_data_when_they_are_stopped_and_started(data_dir: Path) -> None:
    for times in (1, 2):
        servers = embedded.ensure(data_dir)
        assert write_and_count(servers.environment) == (times, times)
        servers.release()
    assert server_pids(data_dir) == set()


def test_servers_listen_on_no_network_and_are_closed_to_others(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir)

    with psycopg.connect(servers.environment["DATABASE_URL"]) as connection:
        (addresses,) = connection.execute("SHOW listen_addresses").fetchone() or (None,)
    with redis.Redis.from_url(servers.environment["REDIS_URL"]) as client:
        port = client.config_get("port")

    assert (addresses, port) == ("", {"port": "0"})
    assert servers.home.sockets.stat().st_mode & 0o777 == 0o700
    servers.release()


def test_search_sees_umlauts_when_the_caller_has_the_locale_c(data_dir: Path) -> None:
    with user_of(data_dir, LC_ALL="C") as process:
        with psycopg.connect(urls(process)["DATABASE_URL"]) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            row = connection.execute("SELECT cardinality(show_trgm('ÖL')), lower('ÄÖ')").fetchone()
        process.communicate("\n")

    assert row == (3, "äö")


def test_servers_stop_when_the_last_of_two_users_leaves(data_dir: Path) -> None:
    with user_of(data_dir) as first, user_of(data_dir) as second:
        urls(first)
        environment = urls(second)
        first.communicate("\n")
        assert write_and_count(environment) == (1, 1)
        second.communicate("\n")

    assert server_pids(data_dir) == set()


def test_servers_stop_when_their_only_user_is_told_to_end(data_dir: Path) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
    shell = [sys.executable, "manage.py", "shell", "-v0", "-c", "print('ready', flush=True); input()"]
    environment = {**inherited, "DATA_DIR": str(data_dir)}
    with subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        process.terminate()
        process.communicate()

    assert process.returncode == 128 + signal.SIGTERM
    assert server_pids(data_dir) == set()


def test_command_is_the_first_thing_that_is_run_on_a_machine(data_dir: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_URL")} | {"DATA_DIR": str(data_dir)}
    line = [sys.executable, "manage.py", "import_products", "sample_products.csv"]

    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)

    said = "sample_products.csv: Completed: 200 rows: created 200\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "Preparing the database.\n")
    assert server_pids(data_dir) == set()


def test_servers_of_a_killed_user_are_found_and_then_stopped_when_the_next_one_leaves(data_dir: Path) -> None:
    with user_of(data_dir) as killed:
        write_and_count(urls(killed))
        killed.kill()
    left_behind = server_pids(data_dir)

    with user_of(data_dir) as process:
        assert write_and_count(urls(process)) == (2, 2)
        assert left_behind <= server_pids(data_dir)
        process.communicate("\n")

    assert server_pids(data_dir) == set()


def test_servers_come_back_without_loss_when_they_were_killed(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir)
    write_and_count(servers.environment)
    with redis.Redis.from_url(servers.environment["REDIS_URL"]) as client:
        client.execute_command("WAITAOF", 1, 0, 5000)  # what is acknowledged reaches the disk within a second
    kill_servers(data_dir)

    servers.heal()

    assert write_and_count(servers.environment) == (2, 2)
    servers.release()


def test_server_starts_when_its_pid_file_names_a_stranger(data_dir: Path) -> None:
    with user_of(data_dir) as killed:
        write_and_count(urls(killed))
        kill_servers(data_dir)
        killed.kill()
    pid_file = data_dir / "servers" / "postgres" / "postmaster.pid"
    _, _, rest = pid_file.read_text().partition("\n")
    pid_file.write_text(f"{os.getpid()}\n{rest}")

    servers = embedded.ensure(data_dir)

    assert write_and_count(servers.environment)[0] == 2
    servers.release()


def test_servers_start_once_when_twelve_processes_ask_at_the_same_time(data_dir: Path) -> None:
    starts = [user_of(data_dir) for _ in range(12)]
    users = [start.__enter__() for start in starts]

    environments = [urls(user) for user in users]
    servers = main_processes(data_dir)
    for user, start in zip(users, starts, strict=True):
        user.communicate("\n")
        start.__exit__(None, None, None)

    assert environments == [environments[0]] * 12
    assert environments[0]["DATABASE_URL"].startswith("postgresql://app@/app?host=")
    assert len(servers) == 2
    assert server_pids(data_dir) == set()


@pytest.mark.parametrize(
    ("given", "missing"), [("DATABASE_URL", "valkey"), ("REDIS_URL", "postgres")], ids=["valkey", "postgres"]
)
def test_only_the_missing_server_is_started_when_one_url_is_given(data_dir: Path, given: str, missing: str) -> None:
    environ = {"DATA_DIR": str(data_dir), given: "given"}

    servers = embedded.use_if_needed(environ)

    assert servers
    assert environ[given] == "given"
    assert {path.name for path in (data_dir / "servers").iterdir() if path.is_dir()} == {missing, "run"}
    servers.release()


def test_no_server_is_started_when_both_urls_are_given(data_dir: Path) -> None:
    environ = {"DATA_DIR": str(data_dir), "DATABASE_URL": "given", "REDIS_URL": "given"}

    assert embedded.use_if_needed(environ) is None
    assert not data_dir.exists()


def test_cluster_is_made_afresh_when_making_it_was_interrupted(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir, postgres=False)
    servers.home.make_folder(data_dir / "servers" / "postgres.new")
    (data_dir / "servers" / "postgres.new" / "PG_VERSION").write_text("18\n")

    again = embedded.ensure(data_dir)

    assert write_and_count(again.environment) == (1, 1)
    servers.release()
    again.release()


def test_start_is_refused_with_a_sentence_when_the_data_is_of_another_version(data_dir: Path) -> None:
    embedded.ensure(data_dir).release()
    (data_dir / "servers" / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(embedded.EmbeddedError, match="was made by PostgreSQL 17, and version 18 is installed"):
        embedded.ensure(data_dir)


def test_failed_start_leaves_no_server_behind(data_dir: Path) -> None:
    embedded.ensure(data_dir).release()
    (data_dir / "servers" / "valkey" / "appendonlydir").rename(data_dir / "kept")
    (data_dir / "servers" / "valkey" / "appendonlydir").write_text("no folder")

    with pytest.raises(embedded.EmbeddedError, match=r"^Valkey did not start\. Its log, .* ends:\n"):
        embedded.ensure(data_dir)

    assert server_pids(data_dir) == set()


def test_sockets_move_to_a_short_folder_when_the_path_is_too_long_for_them(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir / ("long" * 25))

    assert servers.home.sockets.parent == Path("/tmp")  # noqa: S108
    assert write_and_count(servers.environment) == (1, 1)
    servers.release()
    servers.home.sockets.rmdir()


def test_fork_of_a_user_does_not_stop_the_servers_when_it_ends(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir)

    child = os.fork()
    if not child:
        servers.release()
        os._exit(0)
    os.waitpid(child, 0)

    assert write_and_count(servers.environment) == (1, 1)
    servers.release()


@as_root
def test_data_goes_to_the_system_folder_when_only_root_may_enter_the_data_folder(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SYSTEM_FOLDER", data_dir.parent / "system")
    data_dir.parent.joinpath("closed").mkdir(mode=0o700)
    closed = data_dir.parent / "closed" / "var"

    for times in (1, 2):
        servers = embedded.ensure(closed)
        assert write_and_count(servers.environment) == (times, times)
        servers.release()

    assert servers.home.folder.parent == data_dir.parent / "system"
    assert (closed / "servers").readlink() == servers.home.folder


@as_root
def test_servers_run_as_the_owner_of_the_data_folder_when_root_starts_them(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, 65534, 65534)

    servers = embedded.ensure(data_dir)

    assert {psutil.Process(pid).uids().real for pid in main_processes(data_dir)} == {65534}
    servers.release()
