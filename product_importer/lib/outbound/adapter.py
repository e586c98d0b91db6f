"""requests' adapter around a single connection that is guarded, timed and can be cut. TLS is always verified."""

import ssl
from functools import cache
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from product_importer.lib.outbound.dialling import Dialled, PlainPool, Rules, TLSPool


class OneConnectionAdapter(HTTPAdapter):
    """It dials on the first request, and again when the receiver has hung up."""

    def __init__(self, url: str, rules: Rules, *, ca_file: str) -> None:
        """`url` in the spelling that is sent, with its name in ASCII. `ca_file`: as `tls_context` takes it."""
        super().__init__()
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        self.connection: Dialled | None = None
        self.give_up_at = 0.0
        self._pool: PlainPool | TLSPool
        if parts.scheme == "https":
            self._pool = TLSPool(
                host, port, maxsize=1, ssl_context=tls_context(ca_file), rules=rules, on_open=self._take
            )
        else:
            self._pool = PlainPool(host, port, maxsize=1, rules=rules, on_open=self._take)

    def begin(self, give_up_at: float) -> None:
        """Begin an attempt. A connection that is open already counts as none of its own."""
        self.give_up_at = give_up_at
        if self.connection is not None:
            self.connection.is_fresh = False

    def cut(self) -> None:
        if self.connection is not None:
            self.connection.cut()

    def get_connection_with_tls_context(self, *_: object, **__: object) -> PlainPool | TLSPool:
        return self._pool

    def cert_verify(self, *_: object, **__: object) -> None:
        """The pool's context verifies."""

    def close(self) -> None:
        self._pool.close()
        if self.connection is not None:
            self.connection.let_go()
        super().close()

    def _take(self, connection: Dialled) -> None:
        if self.connection is not None:
            self.connection.let_go()
        self.connection = connection
        connection.give_up_at = self.give_up_at


@cache
def tls_context(ca_file: str) -> ssl.SSLContext:
    """Trusts the authorities in the file; the public ones, if it is empty.

    Made once: reading the authorities takes longer than a request.
    """
    context = ssl.create_default_context(cafile=ca_file or DEFAULT_CA_BUNDLE_PATH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
