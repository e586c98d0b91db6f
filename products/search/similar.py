"""Products that are much like a text or like each other: what was meant by a search, and what is there twice."""

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

from products.fields.skus import fold
from products.models.product import NAME_ORDER, Product, ProductQuerySet
from products.models.vocabulary import WORDS, Word

OFFERED = 5
LOOKED_AT = 200
"""Candidates that are compared closely."""

WORDS_LOOKED_AT = 5
"""Words of the catalogue that are tried in the place of a misspelt one."""

HINT_TIMEOUT_MS = 100
"""A hint is not worth waiting for: where all SKUs are much alike, looking for the nearest would take seconds."""

MARKS = "- ./_"
"""The punctuation of SKUs."""

MOST_GAPS, MOST_PLACES = 6, 40
"""In longer SKUs punctuation is not tried in each combination of gaps, nor in each place."""

NEIGHBOURS = 20
"""Names before and after one in the order of names that are compared with it."""

SPELT_ALIKE = 0.8
"""More than this share of two words is the same: `kettle` and `kettel`, but not `mens` and `womens`."""


def nearest(text: str) -> list[Product]:
    """The products whose SKU or name comes nearest to a text that was found nowhere: “did you mean …”."""
    if len(text.strip()) < 3:
        return []
    candidates = {product.pk for product in [*_with_words_near(text), *_with_skus_near(text)]}
    likeness = Greatest(TrigramWordSimilarity(text, "name"), TrigramSimilarity("sku", text))
    found = Product.objects.filter(pk__in=candidates).annotate(likeness=likeness)
    return list(found.order_by("-likeness", "sku_key")[:OFFERED])


def _with_words_near(text: str) -> list[Product]:
    """For each word of the text one of the catalogue's that is spelt nearly so."""
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
        near.extend(Product.objects.filter(sku__trigram_similar=text).only("pk")[:LOOKED_AT])
    return near


@contextmanager
def _briefly(*, likeness: float) -> Iterator[None]:
    """`likeness`: from which share of trigrams on things are similar. What takes too long is left undone, silently."""
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
    """Products with the same SKU but for its punctuation, or nearly the same name: perhaps the same thing.

    All are looked up by the indexes of the lists, so that a page with them costs the same at any size.
    """
    found = {twin.pk: twin for twin in [*_same_signs(sku), *_named_alike(name)] if twin.pk != but}
    return list(found.values())[:OFFERED]


def _same_signs(sku: str) -> ProductQuerySet:
    return Product.objects.filter(sku_key__in=_spellings(fold(sku))).in_sku_order()


def _spellings(key: str) -> set[str]:
    """The SKU with one kind of punctuation where letters and digits meet or it has some itself, or anywhere once."""
    runs = _RUNS.findall(key)
    signs = "".join(runs)
    if len(signs) < 3:
        return set()
    gaps = len(runs) - 1
    found = {signs}
    for mark in MARKS:
        places = range(1, len(signs)) if len(signs) <= MOST_PLACES else ()
        found |= {f"{signs[:place]}{mark}{signs[place:]}" for place in places}
        ways = every_choice(("", mark), repeat=gaps) if gaps <= MOST_GAPS else [(mark,) * gaps]
        found |= {"".join(map("".join, zip(runs, (*way, ""), strict=True))) for way in ways}
    return found


def _named_alike(name: str) -> list[Product]:
    """The neighbours in the order of names, which begin alike, and those with one word spelt in another way."""
    text = name.lower()
    products = Product.objects.alias(name_order=NAME_ORDER).defer("description")
    after = products.filter(name_order__gte=text).order_by("name_order", "id")[:NEIGHBOURS]
    before = products.filter(name_order__lt=text).order_by("-name_order", "-id")[:NEIGHBOURS]
    misspelt = products.filter(name_order__in=_with_other_words(text)).order_by("name_order", "id")[:NEIGHBOURS]
    found = {twin.pk: twin for twin in [*after, *before, *misspelt] if _are_alike(twin.name, name)}
    return sorted(found.values(), key=lambda twin: (twin.name.lower() != text, twin.sku_key))


def _with_other_words(text: str) -> list[str]:
    """The name with one of its words replaced by a word of the catalogue that is spelt nearly so."""
    words = text.split(" ")
    near: list[tuple[str, str]] = []
    with _briefly(likeness=0.3), connection.cursor() as cursor:
        cursor.execute(_WORDS_NEAR, [[word for word in words if len(word) > 3 and word.isalpha()], WORDS_LOOKED_AT])
        near = cursor.fetchall()
    return [" ".join(other if word == given else word for word in words) for given, other in near]


def _are_alike(one: str, other: str) -> bool:
    """But for case, accents, punctuation and the spelling of a word. A number is what tells sizes apart."""
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
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
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
