"""The network address that a request really comes from, with or without proxies in between."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that the outermost of our TRUSTED_PROXY_HOPS proxies saw; without proxies whoever is connected.

    Each proxy appends the address it saw to `X-Forwarded-For`. Anything before that may be made up by the client.
    """
    connected: str = request.META.get("REMOTE_ADDR", "")
    hops: int = settings.TRUSTED_PROXY_HOPS
    seen = [text.strip() for text in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")][-hops:] if hops else []
    return seen[0] if seen and _is_address(seen[0]) else connected


def network_of(address: str) -> str:
    """What one customer has: an IPv4 address, also where it is written as IPv6; of IPv6 the whole /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
