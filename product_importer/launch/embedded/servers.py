"""Both servers together: started by the first process that needs them, stopped by the last one that leaves."""

import atexit
import os
import subprocess
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from product_importer.launch import data_folder
from product_importer.launch.embedded.home import Home, prepare_home
from product_importer.launch.embedded.postgres import Postgres
from product_importer.launch.embedded.process import LARGEST_LOG_BYTES, Server, bring_up, is_alive
from product_importer.launch.embedded.valkey import Valkey
from product_importer.launch.file_lock import Lock, exclusive
from product_importer.launch.log_files import shorten

_in_use: list["Servers"] = []


class Servers:
    """This process's share in the servers of one DATA_DIR.

    `environment` has the URLs that lead to them. The share ends with `release` or with the process.
    """

    def __init__(self, data_dir: Path, home: Home, environment: dict[str, str], wanted: Sequence[Server]) -> None:
        self.home = home
        self.environment = environment
        self._data_dir = data_dir
        self._wanted = wanted
        self._lock: Lock | None = Lock(data_dir / "servers.lock")
        self._lock.share()
        self._pid = os.getpid()
        self._started: list[subprocess.Popen[bytes]] = []

    @property
    def lock_handle(self) -> int:
        """For `pass_fds`: a child that has it keeps the servers running, should we die before it."""
        return self._lock.handle if self._lock else -1

    def heal(self) -> None:
        """Start again what was killed, and shorten long logs. Raises EmbeddedError if a start fails."""
        for server in self._wanted:
            shorten(server.log, LARGEST_LOG_BYTES)
        if all(is_alive(server) for server in self._wanted):
            return
        with exclusive(_start_lock(self._data_dir)):
            self.bring_up()

    def bring_up(self) -> None:
        """Start what does not run; the caller holds the lock on starting."""
        for server in self._wanted:
            if process := bring_up(server):
                self._started.append(process)

    def release(self) -> None:
        """Give the share back; stop the servers if it was the last. A second call does nothing."""
        if self._lock is None or os.getpid() != self._pid:  # a fork has our memory, but the share is not its own
            return
        with exclusive(_start_lock(self._data_dir)):
            self.leave()

    def leave(self) -> None:
        """`release`, for a caller who holds the lock on starting."""
        if self._lock is None:
            return
        if self._lock.take():  # nobody else has a share
            self._stop()
        self._lock.close()
        self._lock = None
        for process in self._started:
            process.returncode = 0  # it may outlive us: Python is not to warn about it

    def _stop(self) -> None:
        every: tuple[Server, ...] = (Valkey(self.home), Postgres(self.home))  # others may have left theirs behind
        for server in every:
            if is_alive(server):
                server.stop()
        for process in self._started:
            process.wait()


def ensure(data_dir: Path, *, postgres: bool = True, valkey: bool = True) -> Servers:
    """Start, or find, the servers that keep their data under `data_dir`, and take a share in them.

    Raises EmbeddedError if a server cannot be started, and OSError if the folder cannot be used.
    """
    data_dir = data_dir.expanduser().resolve()
    data_folder.make(data_dir)
    with exclusive(_start_lock(data_dir)):
        home = prepare_home(data_dir)
        wanted = ([Postgres(home)] if postgres else []) + ([Valkey(home)] if valkey else [])
        environment = {key: value for server in wanted for key, value in server.environment.items()}
        servers = Servers(data_dir, home, environment, wanted)
        try:
            servers.bring_up()
        except BaseException:
            servers.leave()
            raise
    return servers


def use_if_needed(environ: MutableMapping[str, str] = os.environ) -> Servers | None:
    """Where DATABASE_URL or REDIS_URL is missing, use an embedded server and put its URL there.

    The share is released when this process ends. Returns None if both URLs are there.
    """
    postgres, valkey = not environ.get("DATABASE_URL"), not environ.get("REDIS_URL")
    if not (postgres or valkey):
        return None
    servers = ensure(data_folder.chosen(environ), postgres=postgres, valkey=valkey)
    environ.update({key: url for key, url in servers.environment.items() if not environ.get(key)})
    _in_use.append(servers)
    atexit.register(servers.release)
    return servers


def in_use() -> Servers | None:
    """The embedded servers that `use_if_needed` found for this process."""
    return _in_use[-1] if _in_use else None


def _start_lock(data_dir: Path) -> Path:
    return data_dir / "servers.start"
