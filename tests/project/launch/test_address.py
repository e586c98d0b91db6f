import socket

import pytest

from product_importer.launch import address
from product_importer.launch.address import Address, AddressError
from tests.web import free_port


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


def test_address_is_that_of_this_machine_alone_unless_it_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)

    assert address.chosen() == Address("127.0.0.1", 8000)


def test_empty_variables_count_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "PORT"):
        monkeypatch.setenv(name, "")

    assert address.chosen() == Address("127.0.0.1", 8000)


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_host_may_be_written_with_or_without_brackets(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PORT", "8000")

    assert address.chosen() == Address("::1", 8000)


@pytest.mark.parametrize(
    ("host", "within_reach"), [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.7", "192.0.2.7")]
)
def test_machine_reaches_itself_where_it_listens_everywhere(host: str, within_reach: str) -> None:
    assert Address(host, 8000).within_reach == within_reach


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_free_address_is_not_refused(host: str) -> None:
    address.refuse_if_taken(Address(host, free_port()))


def test_address_is_free_again_when_its_server_ended() -> None:
    """Connections that linger do not count."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()

    address.refuse_if_taken(Address("127.0.0.1", port))


def test_address_of_another_machine_is_refused_with_the_reason() -> None:
    with pytest.raises(AddressError, match=r"^Cannot listen on 192\.0\.2\.7:8000: "):
        address.refuse_if_taken(Address("192.0.2.7", 8000))


def test_port_after_the_last_one_is_the_first() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 65_535))
        server.listen()

        with pytest.raises(AddressError, match=r"PORT=1\.$"):
            address.refuse_if_taken(Address("127.0.0.1", 65_535))
