"""The address that `up` serves on: HOST and PORT."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass


class AddressError(Exception):
    """The address cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def bind(self) -> str:
        """As gunicorn and URLs write it: an IPv6 address in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def within_reach(self) -> str:
        """An address at which this machine itself can reach it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def is_of_this_machine_alone(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def url(self) -> str:
        return f"http://{self.bind}"


def chosen() -> Address:
    """The address in the environment. Raises AddressError if PORT is not a port number."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise AddressError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return Address(host.strip("[]"), int(port))


def refuse_if_unsafe(address: Address) -> None:
    """Raise AddressError if other machines could reach us by names that nobody has listed."""
    if not os.environ.get("ALLOWED_HOSTS") and not address.is_of_this_machine_alone:
        raise AddressError(
            f"HOST={address.host} opens the product to other machines: set ALLOWED_HOSTS to the names or addresses "
            f"that people will use, for example ALLOWED_HOSTS=importer.example.com."
        )


def refuse_if_taken(address: Address) -> None:
    """Raise AddressError if we could not listen there."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn: a closed one may linger
            attempt.bind(place)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise AddressError(f"Cannot listen on {address.bind}: {error.strerror}.") from error
        raise AddressError(
            f"Port {address.port} on {address.host} is in use, perhaps by another copy of Product Importer. "
            f"Choose another one, for example PORT={address.port % 65_535 + 1}."
        ) from error
