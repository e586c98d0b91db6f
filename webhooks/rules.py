"""What a webhook's owner may enter: a URL, headers, event types. Each check raises ValidationError with a sentence.

A URL that passes here is judged again whenever it is dialled, by the address that its name leads to.
"""

import re
import socket
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError

from product_importer.lib.outbound import addresses
from product_importer.lib.text import is_storable
from webhooks import events
from webhooks.models.webhook import URL_MAX_LENGTH

MOST_HEADERS = 10
HEADER_VALUE_MAX_LENGTH = 1_000
NOT_A_URL = "This is not a URL. Write it like https://shop.example.com/webhooks."

_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?\Z")
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}\Z")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*\Z")
_OURS = frozenset(
    {
        *("host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "expect"),
        *("keep-alive", "te", "trailer", "upgrade", "user-agent", "accept-encoding", "cookie"),
    }
)
_OUR_PREFIXES = ("webhook-", "proxy-")


def check_url(text: str) -> str:
    """The URL to store: stripped, and with its host in lower case, so that the same URL is not stored twice."""
    url = text.strip()
    if len(url) > URL_MAX_LENGTH:
        raise ValidationError(f"The URL has {len(url):,} characters. At most {URL_MAX_LENGTH:,} are allowed.")
    parts = _split(url)
    if parts.scheme not in _schemes():
        raise ValidationError(f"The URL must begin with {' or '.join(f'{scheme}://' for scheme in _schemes())}.")
    if "@" in parts.netloc:
        raise ValidationError("Leave the username and password out of the URL. Send them in a header instead.")
    if parts.fragment or url.endswith("#"):
        raise ValidationError("Remove the # and what follows it: it is never sent.")
    host = _host(url)
    _check_port(parts)
    _check_literal_address(host)
    rest = url[len(parts.scheme) + len("://") + len(parts.netloc) :]
    return f"{parts.scheme}://{parts.netloc.lower()}{rest}"


def check_description(text: str) -> str:
    if not is_storable(text):
        raise ValidationError("The description contains a character that cannot be stored.")
    return text


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers to send along, with their values stripped."""
    if len(headers) > MOST_HEADERS:
        raise ValidationError(f"{len(headers)} headers are too many. At most {MOST_HEADERS} are allowed.")
    if len({name.lower() for name in headers}) < len(headers):
        raise ValidationError("A header is given twice. Names that differ only in case are the same header.")
    for name, value in headers.items():
        _check_header(name, value)
    return {name: value.strip() for name, value in headers.items()}


def check_event_types(names: Sequence[str]) -> list[str]:
    """The event types by their proper names, each once."""
    if not names:
        raise ValidationError("Choose at least one event.")
    try:
        return events.event_types(names)
    except events.UnknownEventType as error:
        known = ", ".join(events.EventType.values)
        raise ValidationError(f"There is no event type “{error}”. The types are {known}.") from error


def _schemes() -> list[str]:
    return ["https", "http"] if settings.WEBHOOK_ALLOW_HTTP else ["https"]


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname  # urlsplit checks them only when they are read
    except ValueError as error:
        raise ValidationError(NOT_A_URL) from error
    if not parts.scheme or not parts.netloc or _UNSEEN.search(url) or not is_storable(url):
        raise ValidationError(NOT_A_URL)
    return parts


def _host(url: str) -> str:
    """The host as it will be looked up, in ASCII, or the address. Refuses what nothing can be sent to."""
    try:
        prepared = requests.Request("POST", url).prepare().url or ""
        host = urlsplit(prepared).hostname or ""
    except (requests.RequestException, ValueError) as error:
        raise ValidationError(NOT_A_URL) from error
    if not (_HOST.match(host) or _is_literal(host)):
        raise ValidationError(NOT_A_URL)
    return host


def _check_port(parts: SplitResult) -> None:
    if parts.port is not None and addresses.is_refused_port(parts.port):
        raise ValidationError(f"Port {parts.port} is not allowed. Use 80, 443 or a port above 1023.")
    if parts.netloc.endswith(":"):
        raise ValidationError(NOT_A_URL)


def _check_literal_address(host: str) -> None:
    """Names are judged when they are dialled; an address can be judged at once."""
    address = _as_address(host)
    if address and addresses.is_refused(address, settings.WEBHOOK_ALLOWED_NETWORKS):
        raise ValidationError(
            f"{address} is not a public address. The operator can allow it with WEBHOOK_ALLOWED_NETWORKS.",
            code="blocked_address",
        )


def _as_address(host: str) -> str:
    """The address that the host spells, in whatever way, or loopback for localhost; empty for any other name."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return "127.0.0.1"
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        return ""


def _is_literal(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, host)
    except OSError:
        return False
    return True


def _check_header(name: str, value: str) -> None:
    if not _HEADER_NAME.match(name):
        raise ValidationError(f"“{name[:100]}” cannot be the name of a header.")
    if name.lower() in _OURS or name.lower().startswith(_OUR_PREFIXES):
        raise ValidationError(f"The header {name} is set by Product Importer and cannot be changed.")
    if not _HEADER_VALUE.match(value):
        raise ValidationError(f"The value of {name} contains a character that is not allowed in a header.")
    if len(value) > HEADER_VALUE_MAX_LENGTH:
        raise ValidationError(f"The value of {name} is longer than {HEADER_VALUE_MAX_LENGTH:,} characters.")
