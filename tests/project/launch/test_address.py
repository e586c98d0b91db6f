import socket

import pytest

from product_importer.launch import address
from product_importer.launch.address import Address, AddressError


def test_address_is_refused_when_somebody_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(AddressError, match=rf"^Port {port} on 127\.0\.0\.1 is in use, .* PORT="):
            address.refuse_if_taken(Address("127.0.0.1", port))


def test_address_is_refused_when_other_machines_reach_it_by_unlisted_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    with pytest.raises(AddressError, match=r"^HOST=0\.0\.0\.0 opens the product to other machines: set ALLOWED_HOSTS"):
        address.refuse_if_unsafe(Address("0.0.0.0", 8000))

    monkeypatch.setenv("ALLOWED_HOSTS", "importer.example.com")
    address.refuse_if_unsafe(Address("0.0.0.0", 8000))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_address_is_safe_when_only_this_machine_reaches_it(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    address.refuse_if_unsafe(Address(host, 8000))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000.0", "²"])
def test_address_is_refused_when_the_port_is_no_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(AddressError, match=r"^PORT must be a number from 1 to 65535"):
        address.chosen()


def test_address_has_an_ipv6_host_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "::1")
    monkeypatch.setenv("PORT", "8001")

    assert (address.chosen().bind, address.chosen().url) == ("[::1]:8001", "http://[::1]:8001")
