"""The words of the catalogue, by which a search for any part of a word finds the products.

A trigram index over all texts would take as long to build as the rest of an import (docs/adr/0004). So the products
are indexed by the words of their name and description, and the words, which are few, by their trigrams.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import md5

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

KNOWN = "\x02"
"""So begins the word by which is noted that the words of an own field are known."""


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


def known_among(keys: Iterable[str]) -> set[str]:
    """The own fields of which the words of all values were added, also of those from before they were searched."""
    by_mark = {_mark(key): key for key in keys}
    return {by_mark[mark] for mark in Word.objects.filter(word__in=by_mark).values_list("word", flat=True)}


def note_words_of(keys: Iterable[str]) -> None:
    """From now on the words of all their values are known."""
    add(map(_mark, keys))


def forget_words_of(keys: Iterable[str]) -> None:
    """Somebody writes values of these own fields without adding their words."""
    Word.objects.filter(word__in=[*map(_mark, keys)]).delete()


def forget_words_of_all_but(keys: Iterable[str]) -> None:
    """Nobody adds the words of other own fields any more."""
    Word.objects.filter(word__startswith=KNOWN).exclude(word__in=[*map(_mark, keys)]).delete()


def _mark(key: str) -> str:
    """A word that no text has: control characters are refused everywhere."""
    return f"{KNOWN}{md5(key.encode(), usedforsecurity=False).hexdigest()}"


def with_part(part: str, further: str = "") -> list[str] | None:
    """The words that contain the part, in any case; None if that would narrow nothing.

    `further`: the SQL for words of a product beside those of its name and description.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITH_PART, [connection.ops.prep_for_like_query(part), WORDS_AT_MOST + 1])
        words = [word for (word,) in cursor]
        if len(words) > WORDS_AT_MOST:
            return None
        places = [_WORDS_SQL, further] if further else [_WORDS_SQL]
        cursor.execute(_SHARE.format(having="".join(map(_HAVING.format, places))), [words] * len(places))
        (plan,) = cursor.fetchone()
    *each, all_products = (node["Plan Rows"] for node in plan[0]["Plan"]["Plans"])
    having = sum(each)
    return words if having <= PRODUCTS_AT_MOST * all_products or having <= FEW_PRODUCTS else None


_ADD = """
    INSERT INTO products_word (word)
    SELECT DISTINCT lower(word) COLLATE "C" FROM unnest(%s::text[]) AS word
    WHERE word <> '' AND octet_length(word) <= 1700  -- a B-tree's entry ends at 2,704 bytes
    ORDER BY 1
    ON CONFLICT DO NOTHING
"""

_WORDS_SQL = "products_words(name, description)"

# What PostgreSQL's statistics say of each, without reading anything.
_SHARE = """
    EXPLAIN (FORMAT json)
    {having}
    SELECT FROM products_product
"""
_HAVING = """
    SELECT FROM products_product WHERE {} && %s::text[]
    UNION ALL
"""

_WITH_PART = "SELECT word FROM products_word WHERE word LIKE '%%' || lower(%s) || '%%' LIMIT %s"
