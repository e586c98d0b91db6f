"""Where a file may be fetched from: addresses as people write them, checked. Raises InvalidPlace with a sentence."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from product_importer.lib.outbound.addresses import is_refused_port
from product_importer.lib.text import is_storable
from products.imports.fetch_models import FetchKind

LONGEST = 2_048
EXAMPLES = {
    FetchKind.HTTPS: "https://supplier.example.com/prices.csv",
    FetchKind.SFTP: "sftp://files.example.com/outgoing",
    FetchKind.FTPS: "ftps://files.example.com/outgoing",
    FetchKind.S3: "https://s3.eu-central-1.amazonaws.com/bucket/prefix",
    FetchKind.FOLDER: "/srv/suppliers/acme",
}
SCHEMES = {FetchKind.HTTPS: "https", FetchKind.SFTP: "sftp", FetchKind.FTPS: "ftps", FetchKind.S3: "https"}
PORTS = {"https": 443, "sftp": 22, "ftps": 21}
OWN_PORTS = {"sftp": {22}, "ftps": {21, 990}, "https": set[int]()}

_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")


class InvalidPlace(ValueError):
    """The message says what is wrong, and what a right one looks like."""


class Server(NamedTuple):
    """Where an address leads. `path` without its escapes."""

    host: str
    port: int
    path: str


def checked(kind: FetchKind, text: str) -> tuple[str, str]:
    """The address as it is stored, and the query of a URL, which may hold a secret and is kept apart."""
    address = text.strip()
    if not address or len(address) > LONGEST or not is_storable(address):
        raise InvalidPlace(f"Give an address of at most {LONGEST:,} characters, such as {EXAMPLES[kind]}.")
    if kind == FetchKind.FOLDER:
        return _checked_folder(address), ""
    parts = _split(kind, address)
    if parts.scheme != SCHEMES[kind] or not parts.hostname:
        raise InvalidPlace(f"Write it like {EXAMPLES[kind]}.")
    if "@" in parts.netloc:
        raise InvalidPlace("Leave the user and password out of the address. There are fields for them.")
    if parts.fragment or address.endswith("#"):
        raise InvalidPlace("Remove the # and what follows it.")
    if parts.query and kind != FetchKind.HTTPS:
        raise InvalidPlace("Remove the ? and what follows it.")
    if not unquote(parts.path).isprintable():
        raise InvalidPlace("The path contains a character that cannot be sent.")
    _check_port(parts)
    if kind == FetchKind.S3 and not parts.path.strip("/"):
        raise InvalidPlace(f"Name the bucket after the server, such as {EXAMPLES[kind]}.")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}", parts.query


def server_of(address: str) -> Server:
    """Of a checked address that is no folder."""
    parts = urlsplit(address)
    return Server(parts.hostname or "", parts.port or PORTS[parts.scheme], unquote(parts.path) or "/")


def origin_of(kind: str, address: str) -> str:
    """To whom credentials are sent: those for one are for no other."""
    return "" if kind == FetchKind.FOLDER else f"{kind} {urlsplit(address).netloc}"


def folder_root(address: str) -> Path:
    """The folder of SOURCE_FOLDERS below which it lies. Raises InvalidPlace."""
    path = Path(address)
    for root in settings.SOURCE_FOLDERS:
        if path == root or root in path.parents:
            return Path(root)
    if not settings.SOURCE_FOLDERS:
        raise InvalidPlace("No folder may be read here. The operator can name some with SOURCE_FOLDERS.")
    roots = ", ".join(map(str, settings.SOURCE_FOLDERS))
    raise InvalidPlace(f"Only folders below {roots} may be read. The operator can name others with SOURCE_FOLDERS.")


def _checked_folder(address: str) -> str:
    path = posixpath.normpath(address)
    if not path.startswith("/") or ".." in Path(address).parts:
        raise InvalidPlace(f"Give the whole path of the folder, such as {EXAMPLES[FetchKind.FOLDER]}.")
    folder_root(path)
    return path


def _split(kind: FetchKind, address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port, parts.hostname  # urlsplit checks them only when they are read
    except ValueError as error:
        raise InvalidPlace(f"This is no URL. Write it like {EXAMPLES[kind]}.") from error
    if _UNSEEN.search(address):
        raise InvalidPlace("A URL has no spaces: write %20 instead.")
    return parts


def _check_port(parts: SplitResult) -> None:
    port = parts.port
    if port is not None and is_refused_port(port) and port not in OWN_PORTS[parts.scheme]:
        raise InvalidPlace(f"Port {port} is not allowed. Use the usual one, 80, 443 or a port above 1023.")
