"""The words of the catalogue, by which a search for any part of a word finds the products.

A trigram index over all texts would take as long to build as the rest of an import (docs/adr/0004). So the products
are indexed by the words of their name and description, and the words, which are few, by their trigrams.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models

WORDS_AT_MOST = 5_000
PRODUCTS_AT_MOST = 0.2
"""A part that is in more words than this, or whose words are in a greater share of the products, narrows nothing."""

FEW_PRODUCTS = 10_000
"""This many can always be looked at."""

UNINDEXED = "\x01"
"""The index has this in place of words that are too long for it."""


class Words(models.Func):
    """The words of a product's texts in lower case, as its index has them."""

    function = "products_words"
    output_field = ArrayField(models.TextField())


WORDS = Words("name", "description")


class Word(models.Model):
    """A word that some product's name or description has, or once had."""

    word = models.TextField(primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(name="word_by_part", fields=["word"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


def remember(texts: Iterable[str]) -> None:
    """Add the words of texts, in the transaction that writes the texts or before it."""
    if words := {word for text in texts for word in text.split(" ")}:
        add(words)


def add(words: Iterable[str]) -> None:
    """Add words that are new. In sorted order, so that two transactions with the same words wait, not deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [list(words)])


def with_part(part: str) -> list[str] | None:
    """The words that contain the part, in any case; None if that would narrow nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PART, [connection.ops.prep_for_like_query(part), WORDS_AT_MOST + 1])
        words = [word for (word,) in cursor]
        if len(words) > WORDS_AT_MOST:
            return None
        cursor.execute(_SHARE, [words])
        (plan,) = cursor.fetchone()
    having, all_products = (node["Plan Rows"] for node in plan[0]["Plan"]["Plans"])
    return words if having <= PRODUCTS_AT_MOST * all_products or having <= FEW_PRODUCTS else None


_ADD = """
    INSERT INTO products_word (word)
    SELECT DISTINCT lower(word) COLLATE "C" FROM unnest(%s::text[]) AS word
    WHERE word <> '' AND octet_length(word) <= 1700  -- a B-tree's entry ends at 2,704 bytes
    ORDER BY 1
    ON CONFLICT DO NOTHING
"""

# What PostgreSQL's statistics say of both, without reading anything.
_SHARE = """
    EXPLAIN (FORMAT json)
    SELECT FROM products_product WHERE products_words(name, description) && %s::text[]
    UNION ALL
    SELECT FROM products_product
"""

_WITH_PART = "SELECT word FROM products_word WHERE word LIKE '%%' || lower(%s) || '%%' LIMIT %s"
