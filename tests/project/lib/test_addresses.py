"""Which addresses may be dialled: the list of the contract, at its edges."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.outbound.addresses import is_refused, is_refused_port, networks

REFUSED = """
    0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255
    168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255
    192.0.2.1 192.88.99.1 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b:1::1
    100::1 2001::1 2001:1ff:ffff::1 2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe::1 3fff::1 3fff:fff:ffff::1 4000::1
    5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 1fff:ffff::1
"""
ALLOWED = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0
    198.17.255.255 198.20.0.0 223.255.255.255 ::ffff:8.8.8.8 2000::1 2001:200::1 2001:4860:4860::8888 2003::1
    2606:4700::1111 3ffe:ffff::1 3fff:1000::1
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_address_is_refused(address: str) -> None:
    assert is_refused(address)


@pytest.mark.parametrize("address", ALLOWED.split())
def test_address_is_let_through(address: str) -> None:
    assert not is_refused(address)


@given(address=st.ip_addresses())
def test_nothing_private_is_ever_let_through(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    private = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    assert is_refused(str(address)) or not private


def test_operator_opens_a_network_and_no_more() -> None:
    opened = networks(["10.1.0.0/16", " fd00::/8", ""])

    assert not is_refused("10.1.2.3", opened)
    assert not is_refused("::ffff:10.1.2.3", opened)
    assert not is_refused("fd12::1", opened)
    assert is_refused("10.2.0.1", opened)
    assert is_refused("fe80::1", opened)


@pytest.mark.parametrize("port", [0, 1, 22, 25, 79, 81, 442, 444, 1023, 65536])
def test_port_is_refused(port: int) -> None:
    assert is_refused_port(port)


@pytest.mark.parametrize("port", [80, 443, 1024, 8080, 65535])
def test_port_is_let_through(port: int) -> None:
    assert not is_refused_port(port)
