"""Real mail servers on loopback, which take what is sent to them, or do not."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pytest_django import Settings

from tests.processes import free_port
from tests.webhooks.receivers import CERTIFICATE

HOST = "127.0.0.1"


class Inbox:
    """A mail server. What is to be refused can be said at any moment: the command, and the answer to it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, str] = {}
        self.contents: list[bytes] = []
        self.is_forgetful = False
        """It takes the mail, and hangs up instead of saying so."""

    @property
    def messages(self) -> list[EmailMessage]:
        found = [message_from_bytes(content, policy=policy.default) for content in self.contents]
        return [each for each in found if isinstance(each, EmailMessage)]

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.messages]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.contents.append(envelope.content)
        if self.is_forgetful:
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_server(port: int | None = None, **options: Any) -> Iterator[Inbox]:
    """`options`: further ones of aiosmtpd's server."""
    inbox = Inbox(port or free_port())
    controller = Controller(inbox, hostname=HOST, port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


def guarded() -> dict[str, Any]:
    """Options of a server that wants TLS, and then a name and a password: `ana` and `secret`."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATE)

    def knows(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        is_right = (given.login, given.password) == (b"ana", b"secret")
        return AuthResult(success=is_right, handled=is_right)

    return {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": knows}


@contextmanager
def hanging_server(greeting: bytes = b"", drip: bytes = b"") -> Iterator[int]:
    """Takes connections and says no more than its greeting; or something for ever, byte by byte. Yields its port."""
    listener = socket.create_server((HOST, 0))
    taken: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                taken.append(connection)
                connection.sendall(greeting)
                while drip:
                    connection.sendall(drip)
                    time.sleep(0.02)

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        for each in (listener, *taken):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in (listener, *taken):
            each.close()


def send_to(settings: Settings, port: int) -> None:
    """Mail is on, and goes to this port of loopback."""
    settings.MAIL_IS_ON = True
    settings.SITE_URL = "https://importer.example.com"
    settings.DEFAULT_FROM_EMAIL = "Importer <importer@example.com>"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
