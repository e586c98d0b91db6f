"""The embedded PostgreSQL: a cluster with one role and one database, both named `app`, behind a Unix socket."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from psycopg import pq

from product_importer.launch.embedded.errors import EmbeddedError
from product_importer.launch.embedded.home import Home
from product_importer.launch.embedded.process import run, spawn
from product_importer.launch.embedded.programs import postgres_programs

NAME = "app"
PORT = 5432  # only a part of the socket's name
INITDB_OPTIONS = (
    "--auth=trust",  # whoever may open the socket is the servers' owner
    "--encoding=UTF8",
    "--no-locale",
    # PostgreSQL's own Unicode tables: comparing without regard to case is four times as fast as with libc's.
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    # pg_trgm asks libc what a letter is. Not the caller's locale: under LC_ALL=C it would not see umlauts.
    f"--lc-ctype={'C.UTF-8' if sys.platform == 'linux' else 'en_US.UTF-8'}",
)
LARGEST_PID = 4_194_304  # of any Linux or macOS
# fsync, full_page_writes and synchronous_commit stay at their safe defaults.
OPTIONS = (
    "listen_addresses=",  # no TCP: file permissions guard the socket
    "unix_socket_permissions=0700",
    f"port={PORT}",
    "max_connections=100",  # the web's pool, a few workers, commands; each costs memory
    "shared_buffers=256MB",  # the catalogue's indexes stay in memory during a large import
    "max_wal_size=4GB",  # a large import should not meet several checkpoints
    "wal_level=minimal",  # nobody replicates from here, and a table filled in its own transaction skips the log
    "max_wal_senders=0",  # wal_level=minimal wants that
    "wal_compression=pglz",  # the one method that is in every build: less log in the first write after a checkpoint
    "client_connection_check_interval=2s",  # a killed worker's statement ends, and its advisory locks with it
    "jit=off",  # the build has no LLVM, and for our short statements it would not pay
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",  # calm logs
    *("log_error_verbosity=terse", "log_min_error_statement=panic"),  # statements and details hold whole products
)


class Postgres:
    """Implements `process.Server`."""

    name = "PostgreSQL"
    start_seconds = 300.0

    def __init__(self, home: Home) -> None:
        self._home = home
        self._data = home.folder / "postgres"
        self.log = home.folder / "postgres.log"
        self.socket = home.sockets / f".s.PGSQL.{PORT}"

    @property
    def environment(self) -> dict[str, str]:
        host = quote(str(self._home.sockets), safe="")
        return {"DATABASE_URL": f"postgresql://{NAME}@/{NAME}?host={host}&port={PORT}"}

    def is_ready(self) -> bool:
        place = f"user={NAME} dbname={NAME} port={PORT} host='{_escape(self._home.sockets)}'"
        return pq.PGconn.ping(place.encode()) == pq.Ping.OK

    def start(self) -> subprocess.Popen[bytes]:
        programs = postgres_programs(self._home)
        if not self._data.exists():
            self._make_cluster(programs)
        self._refuse_another_version(programs)
        self._forget_dead_server()
        sockets = '"{}"'.format(str(self._home.sockets).replace('"', '""'))
        options = [part for option in OPTIONS for part in ("-c", option)]
        argv: list[str | Path] = [programs / "postgres", "-D", self._data, "-k", sockets, *options]
        return spawn(self._home, self._data, self.log, argv)

    def stop(self) -> None:
        """End it now, with a checkpoint; clients that are still connected are cut off."""
        pg_ctl = postgres_programs(self._home) / "pg_ctl"
        run(self._home, pg_ctl, "stop", "-D", self._data, "--mode=fast", "--wait", "--timeout=300")

    def _make_cluster(self, programs: Path) -> None:
        """Whole or not at all: a cluster that was interrupted while it was made is made again."""
        unfinished = self._data.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._home.make_folder(unfinished)
        run(self._home, programs / "initdb", "-D", unfinished, "-U", NAME, *INITDB_OPTIONS)
        create = f"CREATE DATABASE {NAME};\n"
        run(self._home, programs / "postgres", "--single", "-D", unfinished, "postgres", stdin=create)
        unfinished.rename(self._data)

    def _refuse_another_version(self, programs: Path) -> None:
        ours = run(self._home, programs / "postgres", "--version").split()[2].split(".")[0]
        theirs = (self._data / "PG_VERSION").read_text().strip()
        if ours != theirs:
            raise EmbeddedError(
                f"{self._data} was created by PostgreSQL {theirs}, but version {ours} is installed. Dump it with the "
                f"old version and restore it, or choose another DATA_DIR."
            )

    def _forget_dead_server(self) -> None:
        """Let a server start where a killed one left its lock files, though its process id may be reused by now.

        Only the id in `postmaster.pid` is replaced: PostgreSQL's own check of the shared memory, which the file
        names too, still keeps a second server from the data.
        """
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return
        pid, _, rest = lock.read_text().partition("\n")
        if os.fsencode(self._data) in _command_line(pid):
            return
        for socket_lock in self._home.sockets.glob(".s.PGSQL.*.lock"):
            socket_lock.unlink()
        lock.write_text(f"{LARGEST_PID + 1}\n{rest}")


def _escape(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")


def _command_line(pid: str) -> bytes:
    """The command line of the process; empty if there is none."""
    if Path("/proc/self").exists():
        with suppress(OSError):  # it has ended, perhaps this moment
            return Path("/proc", pid.strip() or "none", "cmdline").read_bytes()
        return b""
    return subprocess.run(["/bin/ps", "-o", "command=", "-p", pid], capture_output=True).stdout
