"""A Valkey of a test's own whose disk can be filled, as far as Valkey can tell."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from product_importer.launch import embedded
from tests.processes import eventually


class OwnValkey:
    """It refuses to write with MISCONF while its folder takes no files and a snapshot has failed for it."""

    def __init__(self, servers: embedded.Servers, data_dir: Path) -> None:
        self.servers = servers
        self.data_dir = data_dir
        self.environment = servers.environment
        self.url = servers.environment["REDIS_URL"]
        self.folder = servers.home.folder / "valkey"
        self.redis = Redis.from_url(self.url)
        self.redis.config_set("save", "3600 1")

    def fill(self) -> None:
        self.folder.chmod(0o500)
        self._snapshot("err")

    def empty(self) -> None:
        self.folder.chmod(0o700)
        self._snapshot("ok")

    def _snapshot(self, outcome: str) -> None:
        self.redis.bgsave()
        eventually(lambda: self._facts()["rdb_bgsave_in_progress"] == 0)
        assert self._facts()["rdb_last_bgsave_status"] == outcome

    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = self.redis.info("persistence")
        return facts


@contextmanager
def own_valkey() -> Iterator[OwnValkey]:
    with tempfile.TemporaryDirectory(prefix="full-") as folder:
        Path(folder).chmod(0o711)
        servers = embedded.ensure(Path(folder, "var"), postgres=False)
        valkey = OwnValkey(servers, Path(folder, "var"))
        try:
            yield valkey
        finally:
            valkey.redis.close()
            valkey.folder.chmod(0o700)
            servers.release()
