"""What the catalogue holds in own fields, whether they are archived or not.

No index knows which products have a key (the one on attributes finds values), so each question here reads every product
once: with a million of them that takes 0.15 to 0.4 seconds on two cores. Where a sample will do, one is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count as Counted
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from product_importer.lib.paging import Count
from products.jobs import sweeping
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Change, Product
from products.models.size import number_of_products

COUNTED_UP_TO = 50_000
"""With so many products, those with a value are counted in 20 ms."""
SAMPLED = 20_000
"""About so many are looked at if there are more."""
LEAST_SAMPLED = 1_000
"""Fewer say nothing: the table is mostly empty."""
TELLING = 20
"""Products of the sample that must have a value for it to say how many of all do."""


def number_with_value(key: str) -> int:
    """How many products have a value in the field."""
    return Product.objects.holding(key).count()


def numbers_with_value(keys: Collection[str]) -> dict[str, int]:
    """The same for many fields by one query, which takes about as long as one of them would."""
    counts = {f"with_{key}": Counted("pk", filter=Q(attributes__has_key=key)) for key in keys}
    found = Product.objects.aggregate(**counts) if counts else {}
    return {key: found[f"with_{key}"] for key in keys}


def about_with_value(keys: Collection[str]) -> dict[str, Count | None]:
    """The same in bounded time: if there are many products, to two digits, by a sample of them. None: few or none.

    The sample has whole pages of the table, and the same ones each time.
    """
    products = number_of_products() if keys else 0
    if products > COUNTED_UP_TO:
        with connection.cursor() as cursor:
            cursor.execute(_SAMPLE.format(_HAVING * len(keys)), [*keys, min(100 * SAMPLED / products, 100)])
            looked_at, *having = cursor.fetchone()
        if looked_at >= LEAST_SAMPLED:
            return {key: _scaled(number, looked_at, products) for key, number in zip(keys, having, strict=True)}
    return {key: Count(number, is_exact=True) for key, number in numbers_with_value(keys).items()}


def numbers_with_choice(key: str, choices: Collection[str]) -> dict[str, int]:
    """Of these choices those that products have, and how many."""
    products = Product.objects.holding(key).annotate(choice=KeyTextTransform(key, "attributes"))
    numbers = products.filter(choice__in=choices).values_list("choice").annotate(number=Counted("*"))
    found = dict(numbers.order_by())
    return {choice: found[choice] for choice in choices if choice in found}


def number_with_text(key: str, pattern: str) -> int:
    """How many products have a value whose text, the whole of it, is like the regular expression."""
    products = Product.objects.holding(key).annotate(text=KeyTextTransform(key, "attributes"))
    return products.filter(text__regex=f"^(?:{pattern})$").count()


def number_with_part_of_member(key: str, part: str) -> int:
    """How many products have a list with a member that contains the text."""
    return _number(_WITH_PART_OF_MEMBER, {"key": key, "part": part})


def is_in_history(key: str) -> bool:
    """Whether any product had a value, as far back as the history goes."""
    return Change.objects.filter(values__has_key=key).exists() or bool(_number(_STRETCHES, {"key": key}))


def is_awaited(*, since: datetime | None = None) -> bool:
    """Whether a job may still write what it read for fields of that time: one that has not ended, or can be resumed.

    `since`: only if it is older, as younger ones know nothing of a field that was erased then.
    """
    older = {} if since is None else {"created_at__lt": since}
    return sweeping.needing_tables().filter(**older).exclude(kind__in=_WITHOUT_VALUES).exists()


def erasures(keys: Collection[str]) -> Mapping[str, UUID]:
    """Of these fields those whose values are being erased, with the job that does it."""
    jobs = ImportJob.objects.unfinished().filter(kind=Kind.ERASE, options__key__in=[*keys])
    return {job.options["key"]: job.pk for job in jobs.only("options")}


def _scaled(having: int, looked_at: int, products: int) -> Count | None:
    if having < TELLING:
        return None
    number = having * products // looked_at
    return Count(round(number, 2 - len(str(number))), is_exact=False)


def _number(statement: str, parameters: Mapping[str, str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.fetchone()[0])


_SAMPLE = "SELECT count(*) {} FROM products_product TABLESAMPLE SYSTEM (%s) REPEATABLE (0)"
_HAVING = ", count(*) FILTER (WHERE attributes ? %s)"

_WITHOUT_VALUES = (Kind.DELETE, Kind.INDEX, Kind.ERASE)

_WITH_PART_OF_MEMBER = """
    SELECT count(*) FROM products_product
    WHERE jsonb_typeof(attributes -> %(key)s) = 'array' AND EXISTS (
        SELECT FROM jsonb_array_elements_text(attributes -> %(key)s) AS member WHERE strpos(member, %(part)s) > 0
    )
"""
_STRETCHES = """
    SELECT count(*) FROM (
        SELECT FROM products_stretch, unnest(attributes_before || attributes_after) AS changed
        WHERE changed ? %(key)s LIMIT 1
    ) AS one
"""
