"""Products similar to a text or to each other: what a search may have meant, and what may be there twice."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import SequenceMatcher
from itertools import product as every_choice
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from product_importer.lib.text import normalised
from products.fields.skus import fold, key_of
from products.fields.spelling import on_one_line
from products.models.product import NAME_ORDER, NAME_ORDER_LENGTH, Product, ProductQuerySet
from products.models.vocabulary import WORDS, Word

OFFERED = 5
LOOKED_AT = 200
"""Candidates that are compared closely."""

WORDS_LOOKED_AT = 5
"""Words of the catalogue tried in place of a misspelt one."""

HINT_TIMEOUT_MS = 100
"""A hint is not worth waiting for: if all SKUs are similar, finding the nearest would take seconds."""

MARKS = "- ./_"
"""The punctuation of SKUs."""

MOST_GAPS, MOST_PLACES = 6, 40
"""In SKUs with more gaps or characters, not every combination of gaps and not every place is tried."""

NEIGHBOURS = 20
"""Names before and after a name, in order, that are compared with it."""

SPELT_ALIKE = 0.8
"""Two words with more in common than this are alike: `kettle` and `kettel`, but not `mens` and `womens`."""


def nearest(text: str) -> list[Product]:
    """The products whose SKU or name is nearest to a text without matches: “did you mean …”."""
    text = on_one_line(text)
    if len(text) < 3:
        return []
    candidates = {product.pk for product in [*_with_words_near(text), *_with_skus_near(text)]}
    likeness = Greatest(TrigramWordSimilarity(text, "name"), TrigramSimilarity("sku_key", key_of(text)))
    found = Product.objects.filter(pk__in=candidates).annotate(likeness=likeness)
    return list(found.order_by("-likeness", "sku_key")[:OFFERED])


def _with_words_near(text: str) -> list[Product]:
    """Products that have, for each word of the text, a word with nearly the same spelling."""
    near = [words for part in text.lower().split()[:WORDS_LOOKED_AT] if (words := _words_near(part))]
    if not near:
        return []
    condition = Q(*(Q(words__overlap=words) for words in near))
    return list(Product.objects.alias(words=WORDS).filter(condition).only("pk")[:LOOKED_AT])


def _words_near(part: str) -> list[str]:
    likeness = TrigramSimilarity("word", part)
    near = Word.objects.filter(word__trigram_similar=part).annotate(likeness=likeness).order_by("-likeness", "word")
    return list(near.values_list("word", flat=True)[:WORDS_LOOKED_AT])


def _with_skus_near(text: str) -> list[Product]:
    near: list[Product] = []
    with _briefly(likeness=0.5):
        near.extend(Product.objects.filter(sku_key__trigram_similar=key_of(text)).only("pk")[:LOOKED_AT])
    return near


@contextmanager
def _briefly(*, likeness: float) -> Iterator[None]:
    """`likeness`: the share of trigrams from which texts count as similar. A query that takes too long is abandoned."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            limits = f"SET LOCAL statement_timeout = {HINT_TIMEOUT_MS}; SET LOCAL pg_trgm.similarity_threshold = "
            cursor.execute(f"{limits}{likeness}")
            yield
            cursor.execute("RESET statement_timeout; RESET pg_trgm.similarity_threshold")
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise


def near_duplicates(*, sku: str, name: str, but: UUID | None = None) -> list[Product]:
    """Products that may be the same thing: their SKU differs only in punctuation, or their name is nearly the same.

    The indexes of lists find them all, so the cost does not grow with the catalogue.
    """
    found = {twin.pk: twin for twin in [*_same_but_for_punctuation(sku), *_named_alike(name)] if twin.pk != but}
    return list(found.values())[:OFFERED]


def _same_but_for_punctuation(sku: str) -> ProductQuerySet:
    return Product.objects.filter(sku_key__in=_spellings(fold(sku))).in_sku_order()


def _spellings(key: str) -> set[str]:
    """The SKU with one punctuation mark: at any gaps between its runs of letters or digits, or once anywhere."""
    runs = _RUNS.findall(key)
    bare = "".join(runs)
    if len(bare) < 3:
        return set()
    gaps = len(runs) - 1
    found = {bare}
    for mark in MARKS:
        places = range(1, len(bare)) if len(bare) <= MOST_PLACES else ()
        found |= {f"{bare[:place]}{mark}{bare[place:]}" for place in places}
        ways = every_choice(("", mark), repeat=gaps) if gaps <= MOST_GAPS else [(mark,) * gaps]
        found |= {"".join(map("".join, zip(runs, (*way, ""), strict=True))) for way in ways}
    return found


def _named_alike(name: str) -> list[Product]:
    """Neighbours in the order of names, which begin alike, and names with one word spelt differently."""
    text = name.lower()
    products = Product.objects.alias(name_order=NAME_ORDER).defer("description")
    place, others = text[:NAME_ORDER_LENGTH], [other[:NAME_ORDER_LENGTH] for other in _with_other_words(text)]
    after = products.filter(name_order__gte=place).order_by("name_order", "id")[:NEIGHBOURS]
    before = products.filter(name_order__lt=place).order_by("-name_order", "-id")[:NEIGHBOURS]
    misspelt = products.filter(name_order__in=others).order_by("name_order", "id")[:NEIGHBOURS]
    found = {twin.pk: twin for twin in [*after, *before, *misspelt] if _are_alike(twin.name, name)}
    return sorted(found.values(), key=lambda twin: (twin.name.lower() != text, twin.sku_key))


def _with_other_words(text: str) -> list[str]:
    """The name with one word replaced by a word of the catalogue with nearly the same spelling."""
    words = text.split(" ")
    near: list[tuple[str, str]] = []
    with _briefly(likeness=0.3), connection.cursor() as cursor:
        cursor.execute(_WORDS_NEAR, [[word for word in words if len(word) > 3 and word.isalpha()], WORDS_LOOKED_AT])
        near = cursor.fetchall()
    return [" ".join(other if word == given else word for word in words) for given, other in near]


def _are_alike(one: str, other: str) -> bool:
    """Whether names differ only in case, accents, punctuation or the spelling of one word; numbers must be equal."""
    mine, theirs = _words_of(one), _words_of(other)
    if not mine or not theirs:
        return one.lower() == other.lower()
    if "".join(mine) == "".join(theirs):
        return True
    only_mine, only_theirs = sorted((Counter(mine) - Counter(theirs)).elements()), (Counter(theirs) - Counter(mine))
    return len(only_mine) == only_theirs.total() <= 1 and all(
        word.isalpha() and SequenceMatcher(None, word, given).ratio() > SPELT_ALIKE
        for given, word in zip(only_mine, only_theirs, strict=True)
    )


def _words_of(text: str) -> list[str]:
    plain = "".join(char for char in normalised("NFKD", text) if not unicodedata.combining(char))
    return _WORDS.findall(plain.casefold())


_RUNS = re.compile(r"[^\W\d_]+|\d+")
_WORDS = re.compile(r"[^\W_]+")

_WORDS_NEAR = """
    SELECT given, near.word
    FROM unnest(%s::text[]) AS given, LATERAL (
        SELECT word FROM products_word
        WHERE word %% given AND word <> given
        ORDER BY similarity(word, given) DESC, word LIMIT %s
    ) AS near
"""
