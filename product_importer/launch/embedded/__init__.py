"""PostgreSQL and Valkey from wheels: the zero-setup default, on Unix sockets under DATA_DIR (ADR 0002)."""

from product_importer.launch.embedded.errors import EmbeddedError
from product_importer.launch.embedded.servers import Servers, ensure, in_use, use_if_needed

__all__ = ["EmbeddedError", "Servers", "ensure", "in_use", "use_if_needed"]
