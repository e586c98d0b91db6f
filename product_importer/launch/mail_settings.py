"""What is needed to send mail: EMAIL_URL, DEFAULT_FROM_EMAIL and SITE_URL, or none of the first two.

No sentence repeats the URL: it holds a password.
"""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
"""The schemes of EMAIL_URL and their usual ports: plain, STARTTLS, TLS from the first byte."""

SPELLING = "write / ? # in a password as %2F %3F %23"
SERVER_EXAMPLE = "EMAIL_URL=smtp+tls://user:password@mail.example.com:587"
SENDER_EXAMPLE = "DEFAULT_FROM_EMAIL=importer@example.com"
SITE_EXAMPLE = "SITE_URL=https://importer.example.com"


class Server(NamedTuple):
    """Django's settings EMAIL_HOST, EMAIL_PORT and so on."""

    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def server_of(url: str) -> Server:
    """What EMAIL_URL says; without it, or with one that is wrong, a server that is not used."""
    if not url or fault_of_server(url):
        return Server()
    parts = urlsplit(url)
    return Server(
        parts.hostname or "",
        parts.port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtp+ssl",
    )


def fault_of_server(url: str) -> str:
    """A sentence, or an empty text if nothing is wrong."""
    what = _what_is_wrong(url)
    return f"EMAIL_URL {what}. Set it like {SERVER_EXAMPLE}." if what else ""


def fault_of_site(url: str) -> str:
    """The same for the address of the product, with which links begin."""
    if not url:
        return ""
    parts = urlsplit(url)
    is_origin = url == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
    if parts.scheme in {"http", "https"} and parts.netloc and is_origin:
        return ""
    return f"SITE_URL={url} is not what links can begin with. Set it like {SITE_EXAMPLE}, without a path."


def faults(*, sender: str, site_url: str, server: str, is_server_hidden: bool) -> Iterator[str]:
    """What is wrong with them, alone and together. `is_server_hidden`: this process does not send."""
    yield fault_of_site(site_url)
    if not sender and not server:
        return
    yield fault_of_server(server) if server else ""
    if not sender:
        yield f"EMAIL_URL needs a sender. Set one like {SENDER_EXAMPLE}."
    elif "@" not in parseaddr(sender)[1] or not sender.isprintable():
        yield f"DEFAULT_FROM_EMAIL holds no address. Set it like {SENDER_EXAMPLE}."
    if not server and not is_server_hidden:
        yield f"DEFAULT_FROM_EMAIL needs a mail server. Set one like {SERVER_EXAMPLE}."
    if not site_url:
        yield f"Mails need the address of this site for their links. Set it like {SITE_EXAMPLE}."


def _what_is_wrong(url: str) -> str:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it raises
    except ValueError:
        return f"cannot be understood: its port or its host is none; {SPELLING}"
    if parts.scheme not in PORTS:
        return f"does not begin with {', '.join(f'{scheme}://' for scheme in PORTS)}"
    if not parts.hostname:
        return "names no host"
    if parts.query or parts.fragment or parts.path.strip("/"):
        return f"has something behind the port; {SPELLING}"
    return ""
