"""The newest file that matches on an SFTP server. Its key is trusted when it is first seen, and no other afterwards.

The library is an extra (requirements-sftp.txt): without it such a source says so.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from products.imports.fetching.failures import FetchFailure, NothingThere
from products.imports.fetching.file_names import Listed, newest
from products.imports.fetching.incoming import BLOCK_BYTES
from products.imports.fetching.orders import Found, Order, unchanged
from products.imports.fetching.places import OWN_PORTS, Server, server_of
from products.imports.fetching.remote_lines import dialled
from products.imports.sources.host_keys import fingerprint, kept

try:
    import paramiko
except ImportError:  # an extra
    paramiko = None

_NOT_INSTALLED = "SFTP is not installed here. The operator installs it with pip install -r requirements-sftp.txt."
_SFTP_WINDOW_BYTES = 8 * 1024**2
_AT_ONCE = 32
"""Blocks asked for before the first has come: a distant server would be slow otherwise."""


def fetch(order: Order) -> Found:
    """Raises FetchFailure, NothingThere."""
    if paramiko is None:
        raise FetchFailure("not_installed", _NOT_INSTALLED)
    server = server_of(order.address)
    try:
        with _connected(order, server) as (host_key, client):
            file = newest(_listed(client, server.path), order.pattern)
            if file is None:
                raise NothingThere(f"There is no {order.pattern or 'file'} in {server.path}.")
            if file.seen == {name: order.seen.get(name) for name in file.seen}:
                return unchanged(order, host_key=host_key)
            _read(client, f"{server.path.rstrip('/')}/{file.name}", file, order)
            return Found(file.name, file.seen, host_key=host_key)
    except FileNotFoundError as error:
        raise FetchFailure("not_found", f"There is no folder {server.path} on the server.") from error
    except PermissionError as error:
        raise FetchFailure("sign_in", f"The server does not let us read {server.path}.") from error
    except (paramiko.SSHException, EOFError) as error:
        raise FetchFailure("broken_off", "The connection ended in the middle of it.", is_passing=True) from error


@contextmanager
def _connected(order: Order, server: Server) -> Iterator[tuple[str, Any]]:
    """Signed in, and the key of the server."""
    sock = dialled(order, server.host, server.port, *OWN_PORTS["sftp"])
    transport = paramiko.Transport(sock, default_window_size=_SFTP_WINDOW_BYTES)
    patience = settings.SOURCE_IDLE_SECONDS
    transport.banner_timeout = transport.auth_timeout = patience
    try:
        host_key = _host_key(order, server, transport, patience)
        _sign_in(order, transport)
        client = paramiko.SFTPClient.from_transport(transport)
        if client is None:
            raise FetchFailure("protocol", "The server offers no SFTP.")
        client.get_channel().settimeout(patience)
        yield host_key, client
    finally:
        transport.close()


def _host_key(order: Order, server: Server, transport: Any, seconds: float) -> str:
    """Raises FetchFailure `host_key` if it is another one than before: before anything secret is sent."""
    if order.host_key:  # the kind that is known is asked for: a server may have several
        options = transport.get_security_options()
        kind = order.host_key.partition(" ")[0]
        wanted = [each for each in options.key_types if each == kind or (kind == "ssh-rsa" and "rsa" in each)]
        options.key_types = tuple(wanted or options.key_types)
    try:
        transport.start_client(timeout=seconds)
    except paramiko.SSHException as error:
        if "Incompatible ssh" in str(error) and order.host_key:
            raise _changed_key(order, server, "of another kind") from error
        raise FetchFailure("protocol", f"{server.host} does not speak SSH as we do: {error}.") from error
    key = transport.get_remote_server_key()
    shown = kept(key.get_name(), key.asbytes())
    if order.host_key and shown != order.host_key:
        raise _changed_key(order, server, fingerprint(shown))
    return shown


def _changed_key(order: Order, server: Server, shown: str) -> FetchFailure:
    return FetchFailure(
        "host_key",
        f"The key of {server.host} has changed: it is {shown} now, and was {fingerprint(order.host_key)}. "
        "Ask the supplier whether that is right before you trust the new one: nothing was sent to it.",
    )


def _sign_in(order: Order, transport: Any) -> None:
    given = order.credentials
    try:
        if "private_key" in given:
            transport.auth_publickey(given["user"], _private_key(given["private_key"], given.get("passphrase")))
        else:
            transport.auth_password(given["user"], given["password"])
    except paramiko.AuthenticationException as error:
        raise FetchFailure("sign_in", "The server does not accept the user, or the password or key.") from error


def _private_key(text: str, passphrase: str | None) -> Any:
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text.replace("\r\n", "\n").strip() + "\n"), passphrase)
        except paramiko.PasswordRequiredException as error:
            raise FetchFailure("credentials", "The private key needs its passphrase.") from error
        except (paramiko.SSHException, ValueError, IndexError):
            continue
    raise FetchFailure("credentials", "The private key cannot be read: it is none, or its passphrase is wrong.")


def _listed(client: Any, path: str) -> Iterator[Listed]:
    """Plain files only: no links, which might lead anywhere on that server."""
    for entry in client.listdir_attr(path):
        if stat.S_ISREG(entry.st_mode or 0):
            changed = datetime.fromtimestamp(entry.st_mtime or 0, UTC)
            yield Listed(entry.filename, entry.st_size or 0, changed)


def _read(client: Any, path: str, file: Listed, order: Order) -> None:
    """Raises FetchFailure `being_written` if it changes meanwhile."""
    order.incoming.expect(file.size)
    with client.open(path, "rb") as remote:
        remote.prefetch(file.size, max_concurrent_requests=_AT_ONCE)
        while block := remote.read(BLOCK_BYTES):
            order.incoming.write(block)
        after = remote.stat()
    if (order.incoming.size, after.st_size) != (file.size, file.size):
        raise FetchFailure("being_written", f"{file.name} is still being written.", is_passing=True)
