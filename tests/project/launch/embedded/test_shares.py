"""The embedded servers, each test on a pair of its own: shared, killed, healed, stopped by whoever leaves last."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import redis

from product_importer.launch import embedded
from tests.processes import ROOT
from tests.project.launch.embedded.users import (
    kill_servers,
    main_processes,
    server_pids,
    urls,
    user_of,
    write_and_count,
)


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
    note = "sample_products.csv: note: These columns are not imported: “brand”, “barcode”, “stock”.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, f"Preparing the database.\n{note}")
    assert server_pids(data_dir) == set()


def test_servers_of_a_killed_user_are_found_and_then_stopped_when_the_next_one_leaves(data_dir: Path) -> None:
    with user_of(data_dir) as killed:
        write_and_count(urls(killed))
        killed.kill()
    left_behind = main_processes(data_dir)

    with user_of(data_dir) as process:
        assert write_and_count(urls(process)) == (2, 2)
        assert main_processes(data_dir) == left_behind
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


def test_fork_of_a_user_does_not_stop_the_servers_when_it_ends(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir)

    child = os.fork()
    if not child:
        servers.release()
        os._exit(0)
    os.waitpid(child, 0)

    assert write_and_count(servers.environment) == (1, 1)
    servers.release()
