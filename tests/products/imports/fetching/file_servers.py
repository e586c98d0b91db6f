"""Real servers on loopback for SFTP, FTP over TLS and S3, each from its own library."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
from werkzeug.serving import make_server

from tests.webhooks.receivers import CERTIFICATE

USER, PASSWORD = "acme", "geheim"


class SftpServer:
    """Serves a folder to a user with a password or a key."""

    def __init__(
        self, folder: Path, *, host_key: asyncssh.SSHKey | None = None, port: int = 0, trusted: str = ""
    ) -> None:
        self.host_key = host_key or asyncssh.generate_private_key("ssh-ed25519")
        self._folder, self._trusted = folder, trusted
        self._connections: list[asyncssh.SSHServerConnection] = []
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._is_up.wait()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(self._listen())
        self.port: int = self._server.get_port()
        self._is_up.set()
        self._loop.run_forever()
        self._loop.close()

    async def _listen(self) -> Any:
        folder, trusted, connections = self._folder, self._trusted, self._connections

        class Doorkeeper(asyncssh.SSHServer):
            def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
                connections.append(conn)

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == (USER, PASSWORD)

            def public_key_auth_supported(self) -> bool:
                return True

            def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
                return username == USER and key.export_public_key().decode().split()[1] in trusted

        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self.host_key],
            server_factory=Doorkeeper,
            sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(folder).encode()),
        )

    def close(self) -> None:
        async def end() -> None:
            self._server.close()
            await self._server.wait_closed()
            for connection in self._connections:
                connection.abort()
                await connection.wait_closed()
            while others := asyncio.all_tasks() - {asyncio.current_task()}:
                await asyncio.wait(others)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


@contextmanager
def sftp_server(folder: Path, **options: Any) -> Iterator[SftpServer]:
    server = SftpServer(folder, **options)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def ftps_server(folder: Path) -> Iterator[int]:
    """Gives its port. It takes no password and sends no file without TLS."""
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(folder), perm="elr")

    class Handler(TLS_FTPHandler):  # type: ignore[misc]
        certfile = str(CERTIFICATE)
        tls_control_required = tls_data_required = True
        auth_failed_timeout = 0

    Handler.authorizer = authorizer
    server = ThreadedFTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"timeout": 0.05, "handle_exit": False}, daemon=True)
    thread.start()
    try:
        yield int(server.address[1])
    finally:
        server.close_all()
        thread.join(5)


@contextmanager
def s3_server() -> Iterator[int]:
    """Gives its port; over TLS."""
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=(str(CERTIFICATE), str(CERTIFICATE)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def put(folder: Path, name: str, content: bytes, *, age: float = 0) -> None:
    """A file that was changed so many seconds ago."""
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age, time.time() - age))
