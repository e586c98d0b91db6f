"""PostgreSQL and Redis as Debian ships them, with passwords and TLS, on free ports and in a temporary folder.

python -m tests.other_servers [--pooled] COMMAND …   runs the command on them; --pooled: through PgBouncer, by session

Started by root, since the servers run as the users that Debian made for them.
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 60
PACKAGES = ("postgresql", "redis-server", "pgbouncer", "openssl")


@dataclass(frozen=True)
class Servers:
    """Where they are. `certificate` is what both show, and the authority that signed it."""

    folder: Path
    password: str
    postgres_port: int
    redis_port: int

    @property
    def certificate(self) -> Path:
        return self.folder / "server.crt"

    @property
    def database_url(self) -> str:
        return f"{self.database_url_of(self.postgres_port)}?sslmode=verify-full&sslrootcert={self.certificate}"

    def database_url_of(self, port: int) -> str:
        return f"postgresql://app:{self.password}@127.0.0.1:{port}/app"

    @property
    def redis_url(self) -> str:
        tls = f"ssl_cert_reqs=required&ssl_ca_certs={self.certificate}"
        return f"rediss://:{self.password}@127.0.0.1:{self.redis_port}/0?{tls}"


@contextlib.contextmanager
def running() -> Iterator[Servers]:
    """Both of them, stopped and gone with the context."""
    folder = Path(tempfile.mkdtemp(prefix="other-servers-"))
    folder.chmod(0o755)
    servers = Servers(folder, secrets.token_hex(16), free_port(), free_port())
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        _make_certificate(servers)
        stack.enter_context(_postgres(servers))
        stack.enter_context(_redis(servers))
        yield servers


@contextlib.contextmanager
def pooled(servers: Servers) -> Iterator[str]:
    """The database's URL through a PgBouncer in session mode."""
    port = free_port()
    folder = _folder(servers, "pgbouncer", "postgres")
    (folder / "users").write_text(f'"app" "{servers.password}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host=127.0.0.1 port={servers.postgres_port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\npool_mode = session\nunix_socket_dir =\n"
        f"auth_type = scram-sha-256\nauth_file = {folder / 'users'}\nserver_tls_sslmode = require\n"
        "max_client_conn = 500\ndefault_pool_size = 200\nserver_reset_query = DISCARD ALL\n"
        "ignore_startup_parameters = extra_float_digits,options\n"
    )
    with _server(_as("postgres", _program("pgbouncer"), str(folder / "pgbouncer.ini")), port, folder):
        yield servers.database_url_of(port)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_certificate(servers: Servers) -> None:
    key = servers.folder / "server.key"
    names = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = (
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        str(key),
        "-out",
        str(servers.certificate),
    )
    subprocess.run(["openssl", "req", *made, *names], check=True, stderr=subprocess.DEVNULL)
    servers.certificate.chmod(0o644)


@contextlib.contextmanager
def _postgres(servers: Servers) -> Iterator[None]:
    folder = _folder(servers, "postgres", "postgres")
    key = _key_of(servers, folder, "postgres")
    word = folder / "password"
    word.write_text(servers.password)
    data = folder / "data"
    initdb = (_program("initdb"), "--pgdata", str(data), "--username=app", f"--pwfile={word}", "--no-sync")
    made_as = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256")
    subprocess.run(_as("postgres", *initdb, *made_as), check=True, stdout=subprocess.DEVNULL)
    options = {
        "port": str(servers.postgres_port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "ssl": "on",
        "ssl_cert_file": str(servers.certificate),
        "ssl_key_file": str(key),
        "max_connections": "300",
        "fsync": "off",  # it lives as long as the tests
        "autovacuum": "off",
    }
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with _server(_as("postgres", _program("postgres"), "-D", str(data), *settings), servers.postgres_port, folder):
        create = [_program("psql"), "-q", "-d", servers.database_url.replace("/app?", "/postgres?")]
        _until(lambda: not subprocess.run([*create, "-c", "CREATE DATABASE app"], check=False).returncode)
        yield


@contextlib.contextmanager
def _redis(servers: Servers) -> Iterator[None]:
    folder = _folder(servers, "redis", "redis")
    key = _key_of(servers, folder, "redis")
    (folder / "redis.conf").write_text(
        f"bind 127.0.0.1\nport 0\ntls-port {servers.redis_port}\ntls-cert-file {servers.certificate}\n"
        f"tls-key-file {key}\ntls-ca-cert-file {servers.certificate}\ntls-auth-clients no\n"
        f'requirepass {servers.password}\ndir {folder}\nsave ""\ndatabases 64\n'
    )
    with _server(_as("redis", _program("redis-server"), str(folder / "redis.conf")), servers.redis_port, folder):
        yield


def _folder(servers: Servers, name: str, user: str) -> Path:
    folder = servers.folder / name
    folder.mkdir(mode=0o700)
    shutil.chown(folder, user, user)
    return folder


def _key_of(servers: Servers, folder: Path, user: str) -> Path:
    key = Path(shutil.copy(servers.folder / "server.key", folder))
    shutil.chown(key, user, user)
    key.chmod(0o600)
    return key


def _program(name: str) -> str:
    """Debian keeps those of PostgreSQL apart, by version: the newest."""
    of_postgres = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(of_postgres[-1]) if of_postgres else shutil.which(name, path="/usr/sbin:/usr/bin")
    if not found:
        raise SystemExit(f"{name} is not here: apt-get install {' '.join(PACKAGES)}")
    return found


def _as(user: str, *command: str) -> list[str]:
    return ["runuser", "-u", user, "--", *command]


@contextlib.contextmanager
def _server(command: Sequence[str], port: int, folder: Path) -> Iterator[None]:
    """A process that listens on the port as long as the context lasts."""
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd="/", stdout=output, stderr=output)
    try:
        _until(lambda: _listens(port))
        yield
    except TimeoutError:
        sys.stderr.write(log.read_text(errors="replace"))
        raise
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > give_up_at:
            raise TimeoutError
        time.sleep(0.05)


def main(arguments: Sequence[str]) -> int:
    is_pooled = arguments[:1] == ["--pooled"]
    with running() as servers, contextlib.ExitStack() as stack:
        url = stack.enter_context(pooled(servers)) if is_pooled else servers.database_url
        environment = {**os.environ, "DATABASE_URL": url, "REDIS_URL": servers.redis_url}
        return subprocess.run(arguments[is_pooled:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
