"""The catalogue's table, and how it is searched, ordered and paged."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce, Collate, Lower
from django.urls import reverse
from django.utils import timezone

import products.models.lookups  # noqa: F401 - registers `ilike`
from product_importer.lib.ids import first_uuid7_at, uuid7
from products.fields.skus import fold
from products.models import vocabulary
from products.models.import_changes import by_job
from products.models.vocabulary import UNINDEXED, WORDS

SKU_MAX_LENGTH = 255
NAME_MAX_LENGTH = 500
SHORTEST_TRIGRAM = 3
"""Fewer signs lead through the whole trigram index of the SKUs."""
SORTS = {
    "sku": ("sku_key",),
    "name": ("name_order", "id"),
    "price": ("price_order", "id"),
    "created_at": ("id",),
    "updated_at": ("updated_at", "id"),
}
"""By what products can be sorted, and the columns of that order. Each has an index and ends with a unique column."""

CLOCKS_DIFFER_BY = timedelta(hours=1)
"""At most, between the hosts that make ids and the database, which sets `created_at`."""

NAME_ORDER = Collate(Lower("name"), "C")
"""The same on every server: without regard to case, then by the signs' numbers."""

PRICE_ORDER = Coalesce(
    "price", models.Value(Decimal(-1)), output_field=models.DecimalField(max_digits=12, decimal_places=2)
)
"""What has no price comes before what costs nothing: a key must not be NULL."""


class ProductQuerySet(models.QuerySet["Product"]):
    """Named for what remains."""

    def search(self, text: str) -> ProductQuerySet:
        """Products whose SKU, name or description contains the text, in any case. No text: all of them.

        The indexes find them, each read once, so it suits whoever wants to have them all, or know how many they are.
        """
        text = text.strip()
        words_tell = _words_tell(text) if len(text) >= SHORTEST_TRIGRAM else None
        if words_tell is None:
            return self.containing(text)
        return self.alias(words=WORDS).filter(models.Q(sku__ilike=text) | words_tell)

    def containing(self, text: str) -> ProductQuerySet:
        """The same products, found by reading. It suits who meets some of them soon, in the order of an index."""
        text = text.strip()
        columns = ("sku", "name", "description") if text else ()
        return self.filter(models.Q(*((f"{column}__ilike", text) for column in columns), _connector=models.Q.OR))

    def with_words_like(self, text: str) -> ProductQuerySet:
        """Those whose name and description have what they need to contain the text; all, where that tells nothing."""
        words_fit = _words_like(text)
        return self if words_fit is None else self.alias(words=WORDS).filter(words_fit)

    def with_unindexed_words(self) -> ProductQuerySet:
        """Some of their words are too long for the index."""
        return self.alias(words=WORDS).filter(words__overlap=[UNINDEXED])

    def with_sku(self, sku: str) -> ProductQuerySet:
        """The one product with this SKU, in any case, if there is one."""
        return self.filter(sku_key=fold(sku))

    def named(self, text: str) -> ProductQuerySet:
        """Their name contains the text, in any case. The indexes find them, as in `search`."""
        return self.with_words_like(text).naming(text)

    def naming(self, text: str) -> ProductQuerySet:
        """The same products, found by reading, as in `containing`."""
        return self.filter(name__ilike=text)

    def changed_by_import(self, job_id: UUID) -> ProductQuerySet:
        """The import created or changed them."""
        return self.filter(by_job(job_id))

    def priced(self, lowest: Decimal | None, highest: Decimal | None) -> ProductQuerySet:
        """They have a price between the two, ends included. None: no limit there."""
        products = self.alias(price_order=PRICE_ORDER).filter(price_order__gte=lowest or Decimal(0))
        return products if highest is None else products.filter(price_order__lte=highest)

    def created_since(self, moment: datetime) -> ProductQuerySet:
        """The ids, which are ordered by time, lead to the place; the time itself decides."""
        return self.filter(id__gte=first_uuid7_at(moment, earlier_by=CLOCKS_DIFFER_BY), created_at__gte=moment)

    def updated_since(self, moment: datetime) -> ProductQuerySet:
        return self.filter(updated_at__gte=moment)

    def with_sort_keys(self) -> ProductQuerySet:
        """With the columns that SORTS speaks of."""
        return self.annotate(name_order=NAME_ORDER, price_order=PRICE_ORDER)

    def in_sku_order(self) -> ProductQuerySet:
        return self.order_by("sku_key")


class Product(models.Model):
    """One entry of the catalogue. No foreign key points here, ever: otherwise TRUNCATE would be refused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sku = models.CharField("SKU", max_length=SKU_MAX_LENGTH, help_text="The spelling it was first created with.")
    sku_key = models.TextField(
        "SKU key",
        editable=False,
        db_collation="C",
        help_text="The folded SKU: one product each.",
    )
    name = models.CharField(max_length=NAME_MAX_LENGTH)
    description = models.TextField(blank=True, default="")
    price = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="Empty: not priced yet."
    )
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1, editable=False, help_text="Grows with each real change.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(NAME_ORDER, "id", name="products_by_name"),
            models.Index(PRICE_ORDER, "id", name="products_by_price"),
            models.Index(fields=["updated_at", "id"], name="products_by_update"),
            models.Index(fields=["sku_key"], name="products_inactive", condition=models.Q(active=False)),
            GinIndex(WORDS, name="products_by_word"),
            GinIndex(fields=["sku"], name="products_by_part_of_sku", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(name="products_one_per_sku_key", fields=["sku_key"]),
            models.CheckConstraint(name="products_sku_given", condition=~models.Q(sku="") & ~models.Q(sku_key="")),
            models.CheckConstraint(name="products_name_given", condition=~models.Q(name="")),
            models.CheckConstraint(name="products_price_not_negative", condition=models.Q(price__gte=0)),
            models.CheckConstraint(name="products_version_positive", condition=models.Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return self.sku

    def get_absolute_url(self) -> str:
        return reverse("products:detail", args=[self.id])


def _words_tell(text: str) -> models.Q | None:
    """The condition on a product's words that its name or description contains the text. None: they lead nowhere.

    A text without a space stands inside one word: then the words decide alone, in half the time, unless there are
    products with words that are too long for the index.
    """
    if " " not in text and not Product.objects.with_unindexed_words().exists():
        words = vocabulary.with_part(text)
        return None if words is None else models.Q(words__overlap=words)
    words_fit = _words_like(text)
    return None if words_fit is None else words_fit & (models.Q(name__ilike=text) | models.Q(description__ilike=text))


def _words_like(text: str) -> models.Q | None:
    """The condition on a product's words, known as `words`, that it can contain the text. None: it leads nowhere."""
    parts = [vocabulary.with_part(part) for part in text.split(" ") if part]
    telling = [words for words in parts if words is not None]
    return models.Q(*(models.Q(words__overlap=[*words, UNINDEXED]) for words in telling)) if telling else None
