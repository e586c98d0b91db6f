"""The newest file that matches on an FTP server over TLS: the password and the files are never sent without it."""

from __future__ import annotations

import ftplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from django.conf import settings

from product_importer.lib.outbound.adapter import tls_context
from products.imports.fetching.failures import FetchFailure, NothingThere
from products.imports.fetching.file_names import Listed, newest
from products.imports.fetching.incoming import BLOCK_BYTES
from products.imports.fetching.orders import Found, Order, unchanged
from products.imports.fetching.places import OWN_PORTS, Server, server_of
from products.imports.fetching.remote_lines import dialled

IMPLICIT_PORT = 990
"""There TLS begins at once."""
MOST_FILES = 100_000
_REFUSED_SIGN_IN = "530"


def fetch(order: Order) -> Found:
    """Raises FetchFailure, NothingThere."""
    server = server_of(order.address)
    try:
        with _connected(order, server) as ftp:
            file = newest(_listed(ftp), order.pattern)
            if file is None:
                raise NothingThere(f"There is no {order.pattern or 'file'} in {server.path}.")
            if file.seen == {name: order.seen.get(name) for name in file.seen}:
                return unchanged(order)
            _read(ftp, file, order)
            return Found(file.name, file.seen)
    except ftplib.error_perm as error:
        raise FetchFailure("status", f"The server refused: {_said(error)}") from error
    except ftplib.error_temp as error:
        raise FetchFailure("busy", f"The server cannot do it now: {_said(error)}", is_passing=True) from error
    except ssl.SSLCertVerificationError as error:
        raise FetchFailure("tls", f"The server's certificate is not trusted: {error.verify_message}.") from error
    except ssl.SSLError as error:
        raise FetchFailure("tls", "No TLS connection could be made.") from error
    except (ftplib.Error, EOFError, UnicodeDecodeError) as error:
        raise FetchFailure(
            "protocol", "The server does not speak FTP as we do, or hung up.", is_passing=True
        ) from error


class _GuardedFTP(ftplib.FTP_TLS):
    """Each of its connections is dialled by our rules, those for data to the very address of the first."""

    def __init__(self, order: Order, server: Server) -> None:
        super().__init__(context=tls_context(settings.SOURCE_CA_FILE), encoding="utf-8")
        self._order = order
        self.host, self.port = server.host, server.port

    def open(self) -> None:
        sock = dialled(self._order, self.host, self.port, *OWN_PORTS["ftps"])
        self._peer = str(sock.getpeername()[0])
        self.af, self.timeout = sock.family, sock.gettimeout()
        if self.port == IMPLICIT_PORT:
            sock = self.context.wrap_socket(sock, server_hostname=self.host)
        self.sock = sock
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Passive only. The host that the server names is not dialled. TLS goes on with its session, as many want."""
        _, port = self.makepasv()
        plain = dialled(self._order, self._peer, port)
        answer = self.sendcmd(cmd)
        if answer[0] == "2":
            answer = self.getresp()
        if answer[0] != "1":
            plain.close()
            raise ftplib.error_reply(answer)  # noqa: S321 - it is over TLS
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(plain, server_hostname=self.host, session=session), None


@contextmanager
def _connected(order: Order, server: Server) -> Iterator[_GuardedFTP]:
    ftp = _GuardedFTP(order, server)
    try:
        ftp.open()
        _sign_in(order, ftp)
        try:
            ftp.cwd(server.path)
        except ftplib.error_perm as error:
            raise FetchFailure("not_found", f"The server does not open {server.path}: {_said(error)}") from error
        yield ftp
        with suppress(OSError, EOFError, ftplib.Error):
            ftp.quit()
    finally:
        ftp.close()


def _sign_in(order: Order, ftp: _GuardedFTP) -> None:
    given = order.credentials
    try:
        if ftp.port != IMPLICIT_PORT:
            ftp.auth()
    except ftplib.error_perm as error:
        raise FetchFailure("tls", f"The server offers no TLS, so nothing was sent to it: {_said(error)}") from error
    try:
        ftp.login(given.get("user", ""), given.get("password", ""), secure=False)
    except ftplib.error_perm as error:
        if str(error).startswith(_REFUSED_SIGN_IN):
            raise FetchFailure("sign_in", "The server does not accept the user or the password.") from error
        raise
    ftp.prot_p()
    ftp.voidcmd("TYPE I")


def _listed(ftp: _GuardedFTP) -> Iterator[Listed]:
    """Plain files only, by MLSD: servers without it list in ways of their own."""
    try:
        for number, (name, facts) in enumerate(ftp.mlsd(facts=["type", "size", "modify", "unique"])):
            if number >= MOST_FILES:
                raise FetchFailure("too_large", f"The folder has more than {MOST_FILES:,} files.")
            if facts.get("type", "").lower() == "file":
                size = facts.get("size", "0")
                yield Listed(name, int(size) if size.isdigit() else 0, _moment(facts.get("modify", "")))
    except ftplib.error_perm as error:
        raise FetchFailure("protocol", f"The server cannot list its files (MLSD): {_said(error)}") from error


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _read(ftp: _GuardedFTP, file: Listed, order: Order) -> None:
    """Raises FetchFailure `being_written` if it changes meanwhile."""
    order.incoming.expect(file.size)
    ftp.retrbinary(f"RETR {file.name}", order.incoming.write, BLOCK_BYTES)
    if order.incoming.size != file.size or (ftp.size(file.name) or file.size) != file.size:
        raise FetchFailure("being_written", f"{file.name} is still being written.", is_passing=True)


def _said(error: Exception) -> str:
    """What the server said, as text that can be stored."""
    return "".join(each for each in str(error) if each.isprintable())[:200]
