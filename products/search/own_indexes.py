"""The indexes that own fields want: one for the order of each sortable field, one for the words of the searchable ones,
and one for the parts of each searchable barcode.

Their names say what they are of, so an index of that name is always the right one: a field of another kind, or other
searchable fields, want one of another name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import md5

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, transaction
from django.db.models import Index
from psycopg import sql

from products.fields.asked import can_be_sorted, has_words, is_searched
from products.fields.field import Field
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.models import Product, vocabulary
from products.models.attributes import OwnTexts, key_type, sort_key, text_of

LEARNT_AT_ONCE = 5_000
"""Products whose words are added in one transaction: a change with the same new word waits for its end."""

ORDERS, WORDS, PARTS = "products_by_f_", "products_by_own_word_", "products_by_part_of_f_"


def wanted(fields: Fields) -> dict[str, Index]:
    """Name → index, for those that ought to be there."""
    found: dict[str, Index] = {
        order_index(field): Index(sort_key(field), "id", name=order_index(field))
        for field in fields.own
        if can_be_sorted(field)
    }
    searched = OwnTexts(searched_among(fields))
    for field in searched.by_part:
        name = part_index(field)
        found[name] = GinIndex(OpClass(text_of(field), "gin_trgm_ops"), name=name)
    if searched.with_words:
        name = words_index(searched.with_words)
        found[name] = GinIndex(searched.words, name=name)
    return found


def present(names: Iterable[str]) -> frozenset[str]:
    """Those of the indexes that PostgreSQL can use."""
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT, [[*names]])
        return frozenset(name for (name,) in cursor)


def usable(fields: Fields) -> frozenset[str]:
    """Those that lists and the search box can rely on. That of the words needs to have all words in the vocabulary."""
    names = wanted(fields)
    found = present(names) if names else frozenset[str]()
    return found - {words_index(having_words(fields))} if unknown_among(fields) else found


def unwanted(fields: Fields) -> list[str]:
    """The names of those that own fields wanted at another time."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [Product._meta.db_table, [ORDERS, WORDS, PARTS]])
        return [name for (name,) in cursor if name not in wanted(fields)]


def order_index(field: Field) -> str:
    return f"{ORDERS}{field.key}_{key_type(field)}"


def part_index(field: Field) -> str:
    """Of the trigrams of a field without words."""
    return f"{PARTS}{field.key}"


def words_index(fields: Iterable[Field]) -> str:
    """Of the words of these fields."""
    parts = " ".join(f"{field.key}:{field.kind.name == 'list'}" for field in fields)
    return f"{WORDS}{md5(parts.encode(), usedforsecurity=False).hexdigest()[:8]}"


def search_index(field: Field, own: OwnTexts) -> str:
    """By which the search box finds any part of the values of one of `own.searched`."""
    return words_index(own.with_words) if field in own.with_words else part_index(field)


def searched_among(fields: Fields) -> tuple[Field, ...]:
    """The own fields that the search box looks at."""
    return tuple(field for field in fields.own if is_searched(field))


def having_words(fields: Fields) -> tuple[Field, ...]:
    """Those of them whose words it looks for."""
    return tuple(field for field in fields.own if has_words(field))


def to_learn(fields: Fields) -> tuple[Field, ...]:
    """Those whose words are to be added, once their index is there: to build it, PostgreSQL waits for everybody who
    wrote without adding them."""
    return unknown_among(fields) if present([words_index(having_words(fields))]) else ()


def unknown_among(fields: Fields) -> tuple[Field, ...]:
    """Those whose words may not all be in the vocabulary."""
    found = having_words(fields)
    known = vocabulary.known_among(field.key for field in found) if found else set()
    return tuple(field for field in found if field.key not in known)


def learn_words(fields: Iterable[Field], *, on_chunk: Callable[[int], None] = lambda number: None) -> None:
    """Add the words of the values that these fields have. `on_chunk` is told how many products were looked at.

    From now on every door adds the words of what it writes, so this is needed once.
    """
    found = tuple(fields)
    after: str | None = ""
    while found and after is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_LEARN.format(words=OwnTexts(found).words_sql), {"after": after, "rows": LEARNT_AT_ONCE})
            number, after = cursor.fetchone()
        on_chunk(number)
    looked_for = {field.key for field in having_words(current_fields())}
    vocabulary.note_words_of(field.key for field in found if field.key in looked_for)


def learn_words_of_rows(table: sql.Identifier, fields: Iterable[Field]) -> None:
    """Add the words that these fields have in a table with a column `attributes`, such as the rows of a file."""
    found = tuple(fields)
    if found:
        statement = sql.SQL(_LEARN_ROWS).format(table=table, words=sql.SQL(OwnTexts(found).words_sql))
        with connection.cursor() as cursor:
            cursor.execute(statement)


_PRESENT = """
    SELECT name
    FROM unnest(%s::text[]) AS name JOIN pg_index ON indexrelid = to_regclass(name)
    WHERE indisvalid
"""

_OWN = """
    SELECT relname::text
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = to_regclass(%s) AND relname::text ^@ ANY (%s::text[])
"""

_LEARN_ROWS = """
    INSERT INTO products_word (word)
    SELECT DISTINCT word COLLATE "C"
    FROM (SELECT {words} AS words FROM {table} WHERE attributes IS NOT NULL) rows, unnest(words) AS word
    WHERE word <> '' AND octet_length(word) <= 1700
    ORDER BY 1
    ON CONFLICT DO NOTHING
"""

# The last key is NULL behind the last product.
_LEARN = """
    WITH looked_at AS MATERIALIZED (
        SELECT sku_key, {words} AS words
        FROM products_product
        WHERE sku_key > %(after)s
        ORDER BY sku_key
        LIMIT %(rows)s
    ),
    learnt AS (
        INSERT INTO products_word (word)
        SELECT DISTINCT word COLLATE "C" FROM looked_at, unnest(words) AS word
        WHERE word <> '' AND octet_length(word) <= 1700
        ORDER BY 1
        ON CONFLICT DO NOTHING
    )
    SELECT count(*), CASE WHEN count(*) = %(rows)s THEN max(sku_key) END FROM looked_at
"""
