"""COPY's text, made a block at a time, against the careful path and against PostgreSQL itself."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from products.fields.registry import FIELDS
from products.fields.sql import staging_columns
from products.imports.steps import staging
from products.imports.steps.validation import ProductRow

TEXT = st.text(
    st.one_of(st.sampled_from("ab\\\n\r\t\x1e\x1f,N"), st.characters(exclude_characters="\0", codec="utf-8"))
)
ROWS = st.lists(
    st.builds(
        ProductRow,
        record_number=st.integers(1, 10**6),
        line_number=st.integers(1, 10**6),
        sku=TEXT,
        sku_key=TEXT,
        name=st.none() | TEXT | st.just("None"),
        description=st.none() | TEXT,
        price=st.none() | st.just("12.50"),
        active=st.none() | st.booleans(),
    ),
    max_size=5,
)


def careful(rows: list[ProductRow]) -> bytes:
    return "".join("\x1f".join(map(staging._escaped, row)) + "\n" for row in rows).encode()


@given(ROWS)
def test_copy_block_equals_the_careful_path(rows: list[ProductRow]) -> None:
    assert staging.copy_block(rows) == careful(rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["None", "\\None", "\\N", "\\.", "a\x1fb\x1ec", "l\n\\.\nn\r\n\tx", "\\", "\\x41", "", "🪑"]
)
def test_copy_block_reaches_the_table_unchanged(text: str) -> None:
    row = ProductRow(2, 2, "A-1", "a-1", text, text, "12.50", True)
    other = ProductRow(3, 3, "B-2", "b-2", None, None, None, None)

    assert stored([row, other]) == [
        (2, 2, "A-1", "a-1", text, text, "12.50", True),
        (3, 3, "B-2", "b-2", None, None, None, None),
    ]


def stored(rows: list[ProductRow]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE copied ({}) ON COMMIT DROP").format(staging_columns(FIELDS)))
        with cursor.copy("COPY copied FROM STDIN (DELIMITER E'\\x1f', NULL 'None')") as copy:
            copy.write(staging.copy_block(rows))
        cursor.execute(
            "SELECT record_number, line_number, sku, sku_key, name, description, price::text, active FROM copied"
        )
        return list(cursor)
