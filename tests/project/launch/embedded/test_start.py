"""The embedded servers, each test on a pair of its own: where they start, as whom, and when they do not."""

import os
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from product_importer.launch import embedded
from product_importer.launch.embedded import home
from tests.project.launch.embedded.users import main_processes, server_pids, urls, user_of, write_and_count

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def test_servers_keep_their_data_when_they_are_stopped_and_started(data_dir: Path) -> None:
    for times in (1, 2):
        servers = embedded.ensure(data_dir)
        assert write_and_count(servers.environment) == (times, times)
        servers.release()
    assert server_pids(data_dir) == set()


def test_servers_listen_on_no_network_are_closed_to_others_and_log_little_and_no_data(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = embedded.ensure(data_dir)

    with psycopg.connect(servers.environment["DATABASE_URL"], autocommit=True) as connection:
        (addresses,) = connection.execute("SHOW listen_addresses").fetchone() or (None,)
        connection.execute("CREATE TABLE product (sku text UNIQUE, name text)")
        connection.execute("INSERT INTO product VALUES ('SECRET-SKU', 'Secret mug')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO product VALUES ('SECRET-SKU', 'Secret cup')")
    with redis.Redis.from_url(servers.environment["REDIS_URL"]) as client:
        port = client.config_get("port")

    assert (addresses, port) == ("", {"port": "0"})
    assert servers.home.sockets.stat().st_mode & 0o777 == 0o700
    log = servers.home.folder / "postgres.log"
    assert "duplicate key value" in log.read_text()
    assert "secret" not in log.read_text().lower()
    monkeypatch.setattr("product_importer.launch.embedded.servers.LARGEST_LOG_BYTES", 0)
    servers.heal()
    assert log.stat().st_size == 0
    assert "duplicate key value" in log.with_suffix(".log.1").read_text()
    servers.release()


def test_search_sees_umlauts_when_the_caller_has_the_locale_c(data_dir: Path) -> None:
    with user_of(data_dir, LC_ALL="C") as process:
        with psycopg.connect(urls(process)["DATABASE_URL"]) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            row = connection.execute("SELECT cardinality(show_trgm('ÖL')), lower('ÄÖ')").fetchone()
        process.communicate("\n")

    assert row == (3, "äö")


@pytest.mark.parametrize(
    ("given", "missing"), [("DATABASE_URL", "valkey"), ("REDIS_URL", "postgres")], ids=["valkey", "postgres"]
)
def test_only_the_missing_server_is_started_when_one_url_is_given(data_dir: Path, given: str, missing: str) -> None:
    environ = {"DATA_DIR": str(data_dir), given: "given"}

    servers = embedded.use_if_needed(environ)

    assert servers
    assert environ[given] == "given"
    assert {path.name for path in (data_dir / "servers").iterdir() if path.is_dir()} == {missing, "run"}
    servers.release()


def test_no_server_is_started_when_both_urls_are_given(data_dir: Path) -> None:
    environ = {"DATA_DIR": str(data_dir), "DATABASE_URL": "given", "REDIS_URL": "given"}

    assert embedded.use_if_needed(environ) is None
    assert not data_dir.exists()


def test_cluster_is_made_afresh_when_making_it_was_interrupted(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir, postgres=False)
    servers.home.make_folder(data_dir / "servers" / "postgres.new")
    (data_dir / "servers" / "postgres.new" / "PG_VERSION").write_text("18\n")

    again = embedded.ensure(data_dir)

    assert write_and_count(again.environment) == (1, 1)
    servers.release()
    again.release()


def test_start_is_refused_with_a_sentence_when_the_data_is_of_another_version(data_dir: Path) -> None:
    embedded.ensure(data_dir).release()
    (data_dir / "servers" / "postgres" / "PG_VERSION").write_text("17\n")

    with pytest.raises(embedded.EmbeddedError, match="was created by PostgreSQL 17, but version 18 is installed"):
        embedded.ensure(data_dir)


def test_failed_start_leaves_no_server_behind(data_dir: Path) -> None:
    embedded.ensure(data_dir).release()
    (data_dir / "servers" / "valkey" / "appendonlydir").rename(data_dir / "kept")
    (data_dir / "servers" / "valkey" / "appendonlydir").write_text("no folder")

    with pytest.raises(embedded.EmbeddedError, match=r"^Valkey did not start\. Its log, .* ends:\n"):
        embedded.ensure(data_dir)

    assert server_pids(data_dir) == set()


def test_sockets_move_to_a_short_folder_when_the_path_is_too_long_for_them(data_dir: Path) -> None:
    servers = embedded.ensure(data_dir / ("long" * 25))

    assert servers.home.sockets.parent == Path("/tmp")  # noqa: S108
    assert write_and_count(servers.environment) == (1, 1)
    servers.release()
    servers.home.sockets.rmdir()


@as_root
def test_data_goes_to_the_system_folder_when_only_root_may_enter_the_data_folder(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "SYSTEM_FOLDER", data_dir.parent / "system")
    data_dir.parent.joinpath("closed").mkdir(mode=0o700)
    closed = data_dir.parent / "closed" / "var"

    for times in (1, 2):
        servers = embedded.ensure(closed)
        assert write_and_count(servers.environment) == (times, times)
        servers.release()

    assert servers.home.folder.parent == data_dir.parent / "system"
    assert (closed / "servers").readlink() == servers.home.folder


@as_root
def test_servers_run_as_the_owner_of_the_data_folder_when_root_starts_them(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, 65534, 65534)

    servers = embedded.ensure(data_dir)

    assert {psutil.Process(pid).uids().real for pid in main_processes(data_dir)} == {65534}
    servers.release()
