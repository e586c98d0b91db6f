"""Empties the database after a test that has committed to it.

Django's way empties every table by TRUNCATE and makes the content types and permissions anew, which took longer than
most of the tests. Here these stay, as do the groups that a migration made, and only tables whose size PostgreSQL
remembers are truncated. What else an unfinished import leaves behind is put right too: its own tables, and the
indexes that it took away, or made for own fields.

The connection stays as well, for a new one has to learn the whole catalogue of PostgreSQL again, and is made as new.
"""

from collections.abc import Iterator
from functools import cache

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from products.fields.registry import FIELDS
from products.search import indexes

TRUNCATED = ("products_product", "imports_importjob", "imports_rejectedrow")
KEPT = ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions")


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty())
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda case: False)
        yield


def empty() -> None:
    """Foreign keys are checked when the transaction ends, so any order will do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HAVE_GROWN, [[*TRUNCATED]])
        if cursor.fetchone() == (True,):
            cursor.execute(f"TRUNCATE {', '.join(TRUNCATED)}")
        cursor.execute("; ".join(f'DELETE FROM "{table}"' for table in _others()))
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE staging."{name}"')
    indexes.drop_unwanted(FIELDS)  # those of own fields
    indexes.ensure()
    _make_as_new()


def _make_as_new() -> None:
    """Take back whatever a test has set for its connection, locked or opened by it."""
    with connection.cursor() as cursor:
        cursor.execute("CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD TEMP; RESET ALL")
    connection.init_connection_state()


_HAVE_GROWN = "SELECT sum(pg_relation_size(name::regclass)) > 0 FROM unnest(%s::text[]) AS name"


@cache
def _others() -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*tables} - {*TRUNCATED, *KEPT})
