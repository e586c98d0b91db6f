"""Processes that use a pair of embedded servers of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import redis

from tests.processes import ROOT

USER = """
import json, sys
from product_importer.launch import embedded
embedded.use_if_needed()
import os
print(json.dumps({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")}), flush=True)
sys.stdin.readline()
"""


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
