"""Which network addresses may be dialled. Pure: it judges the address that is about to be dialled, never a name.

`ipaddress.is_global` and `is_private` are not enough: they let several of these networks through.
"""

import ipaddress
from collections.abc import Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024

_REFUSED_IPV4 = [
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud provider's host
        "169.254.0.0/16",  # link-local; the metadata of cloud machines
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_IPV6 = [
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
]


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Parse networks in CIDR notation. Raises ValueError."""
    return tuple(ipaddress.ip_network(text.strip()) for text in texts if text.strip())


def is_refused(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether this address, spelled as a socket does, must not be dialled. IPv4 inside IPv6 is judged as IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if any(ip in network for network in allowed):
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return any(ip in network for network in _REFUSED_IPV4)
    return ip not in _GLOBAL_IPV6 or any(ip in network for network in _REFUSED_IPV6)


def is_refused_port(port: int) -> bool:
    return port not in PORTS and not FIRST_FREE_PORT <= port <= 65535
