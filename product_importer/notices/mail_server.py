"""One conversation with the mail server, with a deadline for all of it: whatever the server does, it ends.

What comes of it is one of three: taken, refused (for good or for now), or nobody knows.
"""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

TOO_SLOW = "The mail server did not answer in time, or hung up."
LONGEST_REPLY = 500
"""Characters of what a server said that are kept."""


class ServerAway(Exception):
    """The server cannot be used now. `is_out`: it may have taken the mail nevertheless."""

    def __init__(self, reason: str, *, is_out: bool = False) -> None:
        super().__init__(reason)
        self.is_out = is_out


class Refused(Exception):
    """The server surely did not take this mail. `is_final`: it never will. `is_unknown`: there is no such mailbox."""

    def __init__(self, reason: str, *, is_final: bool, is_unknown: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final
        self.is_unknown = is_unknown


class MailServer:
    """A context: connected and signed in inside the block. Raises ServerAway."""

    def __init__(self) -> None:
        self.backend = _Backend(timeout=settings.MAIL_TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        try:
            with _deadline(self.backend.cut):
                self.backend.open()
        except (OSError, ValueError) as error:  # also what smtplib raises; a password that is not ASCII
            self.backend.drop()
            raise ServerAway(self._said(error)) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError), _deadline(self.backend.cut):
            self.backend.close()

    def send(self, message: EmailMessage) -> None:
        """Returns if the server has taken it. Raises Refused or ServerAway."""
        conversation = self.backend.conversation
        if conversation:
            conversation.has_sent = False
        try:
            with _deadline(self.backend.cut):
                message.send()
        except smtplib.SMTPRecipientsRefused as error:
            reply = _Reply(*next(iter(error.recipients.values())))
            raise Refused(str(reply), is_final=reply.is_final, is_unknown=reply.is_about_mailbox) from error
        except smtplib.SMTPDataError as error:
            reply = _Reply(error.smtp_code, error.smtp_error)
            raise Refused(str(reply), is_final=reply.is_final) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(str(error), is_final=True) from error
        except smtplib.SMTPSenderRefused as error:  # it would refuse them all
            raise ServerAway(str(_Reply(error.smtp_code, error.smtp_error))) from error
        except OSError as error:
            raise ServerAway(self._said(error), is_out=bool(conversation and conversation.has_sent)) from error

    def _said(self, error: Exception) -> str:
        """In words that help whoever runs the server; no password is among them."""
        if self.backend.is_cut or isinstance(error, TimeoutError | smtplib.SMTPServerDisconnected):
            return TOO_SLOW
        if isinstance(error, smtplib.SMTPResponseException):
            return str(_Reply(error.smtp_code, error.smtp_error))
        return f"The mail server cannot be used: {error}"[:LONGEST_REPLY]


@dataclass(frozen=True)
class _Reply:
    """A line of the server, such as `550 5.1.1 No such user`."""

    code: int
    said: bytes | str

    def __str__(self) -> str:
        text = self.said.decode(errors="replace") if isinstance(self.said, bytes) else self.said
        return f"{self.code} {' '.join(text.split())}"[:LONGEST_REPLY]

    @property
    def is_final(self) -> bool:
        return self.code >= 500

    @property
    def is_about_mailbox(self) -> bool:
        """And not about us, as 5.7.1 is."""
        enhanced = str(self).split()[1:2]
        is_enhanced = bool(enhanced) and enhanced[0].count(".") == 2
        return self.is_final and (enhanced[0].startswith(("5.1.", "5.2.1")) if is_enhanced else self.code == 550)


class _Backend(EmailBackend):
    """Django's, whose connection can be cut from outside at any moment, also while it is made."""

    conversation: _SMTP | None = None
    is_cut = False

    @property
    def connection_class(self) -> Any:
        return partial(_SMTP_SSL if self.use_ssl else _SMTP, self)

    def cut(self) -> None:
        """Whoever waits for the server hears at once that it is gone. Called by another thread."""
        self.is_cut = True
        connected = getattr(self.conversation, "sock", None)
        if connected is not None:
            with suppress(OSError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)  # also of a TLS socket: below its TLS

    def drop(self) -> None:
        """Close what was opened halfway, without a word."""
        if self.conversation is not None:
            self.conversation.close()
        self.connection = self._partial_connection = None


class _SMTP(smtplib.SMTP):
    """Is known to its backend from its first moment, which is before it connects."""

    has_sent = False
    """Whether the content of the mail under way has been sent, or a part of it: the server may have taken it."""

    def __init__(self, backend: _Backend, *arguments: Any, **options: Any) -> None:
        backend.conversation = self
        super().__init__(*arguments, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.has_sent = True
        return super().data(msg)


class _SMTP_SSL(_SMTP, smtplib.SMTP_SSL):
    pass


@contextmanager
def _deadline(cut: Callable[[], None]) -> Iterator[None]:
    timer = threading.Timer(settings.MAIL_TIMEOUT_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
