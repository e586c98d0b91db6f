"""What Django needs to send mail, from EMAIL_URL, DEFAULT_FROM_EMAIL and SITE_URL. Without all three there is none."""

from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
"""The schemes of EMAIL_URL and their usual ports: plain, STARTTLS, TLS from the first byte."""

SPELLING = "write / ? # in a password as %2F %3F %23"
EXAMPLE = "EMAIL_URL=smtp+tls://user:password@mail.example.com:587"


class Server(NamedTuple):
    """Django's settings EMAIL_HOST, EMAIL_PORT and so on."""

    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def server_of(url: str) -> Server:
    """What EMAIL_URL says. Raises ImproperlyConfigured, without the password in it."""
    if not url:
        return Server()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _wrong(f"its host or port cannot be read; {SPELLING}") from error
    if parts.scheme not in PORTS:
        raise _wrong(f"it must begin with {', '.join(f'{scheme}://' for scheme in PORTS)}")
    if not host:
        raise _wrong("it names no host")
    if parts.query or parts.fragment or parts.path.strip("/"):
        raise _wrong(f"nothing may follow the port; {SPELLING}")
    found = Env.email_url_config(url)
    return Server(
        host,
        port or PORTS[parts.scheme],
        found["EMAIL_HOST_USER"] or "",
        found["EMAIL_HOST_PASSWORD"] or "",
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtp+ssl",
    )


def is_complete(*, sender: str, site_url: str, server: str, is_server_hidden: bool) -> bool:
    """Whether mail is on. Raises ImproperlyConfigured if only some of it is set, or is wrong.

    `is_server_hidden`: this process does not send, so the server is kept from it.
    """
    if not sender and not server:
        return False
    if not sender:
        raise ImproperlyConfigured("EMAIL_URL needs DEFAULT_FROM_EMAIL, such as “Importer <importer@example.com>”.")
    if not server and not is_server_hidden:
        raise ImproperlyConfigured(f"DEFAULT_FROM_EMAIL needs a mail server, such as {EXAMPLE}.")
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise ImproperlyConfigured(
            "DEFAULT_FROM_EMAIL holds no address. Set it like “Importer <importer@example.com>”."
        )
    if not site_url:
        raise ImproperlyConfigured("Mails need SITE_URL for their links, such as https://importer.example.com.")
    return True


def checked_site_url(url: str) -> str:
    """Where people open the product, without a slash at its end. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    is_plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if url and not (parts.scheme in {"http", "https"} and parts.hostname and is_plain):
        raise ImproperlyConfigured(
            f"SITE_URL={url} is not an address that links can begin with. Set it like https://importer.example.com."
        )
    return url.rstrip("/")


def _wrong(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"EMAIL_URL cannot be used: {why}. Set it like {EXAMPLE}.")
