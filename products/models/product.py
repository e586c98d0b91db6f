"""The catalogue's table, and how it is searched and ordered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Cast, Coalesce, Collate, Left, Lower
from django.urls import reverse
from django.utils import timezone

import products.models.lookups  # noqa: F401 - registers `ilike`
from product_importer.lib.ids import first_uuid7_at, uuid7
from products.fields.amounts import DECIMALS, DIGITS
from products.fields.asked import scanned
from products.fields.columns import BuiltinColumns
from products.fields.field import Field
from products.fields.kinds import Value
from products.fields.registry import FIELDS
from products.fields.skus import key_of
from products.fields.spelling import composed, on_one_line, trimmed
from products.models import attributes, vocabulary
from products.models.attributes import NO_OWN_TEXTS, OwnTexts
from products.models.changes import Action
from products.models.import_changes import by_job
from products.models.vocabulary import UNINDEXED, WORDS

ONE_PER_SKU = "products_one_per_sku_key"
"""The constraint that no two products have the same SKU."""

SHORTEST_TRIGRAM = 3
"""With fewer characters a search would read the whole trigram index of the SKUs."""
SORT_COLUMNS = {
    **{field.key: (field.order,) if field.key == "sku" else (field.order, "id") for field in FIELDS if field.order},
    "created_at": ("id",),
    "updated_at": ("updated_at", "id"),
}
"""What lists can be sorted by → the columns of that order. Each order has an index and ends with a unique column."""

CLOCKS_DIFFER_BY = timedelta(hours=1)
"""The most that the clocks of hosts, which make ids, and of the database, which sets `created_at`, can differ by."""

NAME_ORDER_LENGTH = 100
"""Characters of a name that decide its place. An entry of an index has 2,704 bytes: for them and the whole name."""

NAME_ORDER = Collate(Lower(Left("name", NAME_ORDER_LENGTH)), "C")
"""The same on every server: ignoring case, by code point."""

PRICE_ORDER = Coalesce(
    "price", models.Value(Decimal(-1)), output_field=models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS)
)
"""A key must not be NULL, so products without a price come before those that cost nothing."""

COMPUTED_SORT_KEYS = {"name_order": NAME_ORDER, "price_order": PRICE_ORDER}
"""The sort columns that are not columns of the table, and what they are computed from."""


class ProductQuerySet(models.QuerySet["Product"]):
    """Named for what remains."""

    def search(self, text: str, own: OwnTexts = NO_OWN_TEXTS) -> ProductQuerySet:
        """Products whose SKU or texts contain the text, however it is typed. All products if the text is empty.

        Reads each index once, so it suits finding them all, or counting them.
        """
        exact = _exactly(text, own)
        if exact is not None:
            return self.filter(exact)
        is_indexed = own.is_indexed or not own.searched
        words_tell = _words_tell(text, own) if is_indexed and len(on_one_line(text)) >= SHORTEST_TRIGRAM else None
        if words_tell is None:
            return self.filter(_in_any_text(text, own))
        return self.with_words(own).filter(_contains("sku", text) | words_tell | _contained_in(own.by_part, text))

    def containing(self, text: str, own: OwnTexts = NO_OWN_TEXTS) -> ProductQuerySet:
        """The same products, found by reading row after row: quick if the first few in an index's order are enough."""
        exact = _exactly(text, own)
        return self.filter(_in_any_text(text, own) if exact is None else exact)

    def with_words(self, own: OwnTexts = NO_OWN_TEXTS) -> ProductQuerySet:
        """The same products, with the words that their indexes have as an alias each."""
        return self.alias(words=WORDS, **({"own_words": own.words} if own.with_words else {}))

    def with_words_like(self, text: str) -> ProductQuerySet:
        """Those whose words allow their texts to contain the text; all products if the words cannot tell."""
        words_fit = _words_like(text)
        return self if words_fit is None else self.with_words().filter(words_fit["words"])

    def with_own_words_like(self, text: str, own: OwnTexts) -> ProductQuerySet:
        """Those whose own words allow a value to contain the text; all products if the words cannot tell.

        Some of the fields must have words.
        """
        words_fit = _words_like(text, own)
        return self if words_fit is None else self.with_words(own).filter(words_fit["own_words"])

    def have_unindexed_words(self, own: OwnTexts = NO_OWN_TEXTS) -> bool:
        """Whether some have words that are too long for the index.

        Each index is asked by itself, and all such products are counted, though one would do: or else PostgreSQL reads
        the table in the hope of meeting one soon.
        """
        products = self.with_words(own)
        return any(products.filter(**{f"{words}__overlap": [UNINDEXED]}).count() for words in _kinds_of_words(own))

    def with_sku(self, sku: str) -> ProductQuerySet:
        """The one product with this SKU, in any case, if there is one."""
        return self.filter(sku_key=key_of(sku))

    def with_value(self, key: str, value: str | bool) -> ProductQuerySet:
        """The field has exactly this value; a SKU in any case."""
        return self.with_sku(str(value)) if key == "sku" else self.filter(**{key: value})

    def with_part_in(self, key: str, text: str) -> ProductQuerySet:
        """The field contains the text, in any case. Found by reading, as in `containing`."""
        return self.filter(_contains(key, text))

    def changed_by_import(self, job_id: UUID, *actions: Action) -> ProductQuerySet:
        """Those to which the import did one of these; all that it created or changed if none is named."""
        return self.filter(by_job(job_id, actions or (Action.CREATED, Action.CHANGED)))

    def between(self, field: Field, lowest: Decimal | None, highest: Decimal | None) -> ProductQuerySet:
        """Those whose amount is between the two, inclusive. None: no limit."""
        name = field.order or field.key
        products = self.alias(**{name: COMPUTED_SORT_KEYS[name]}) if name in COMPUTED_SORT_KEYS else self
        products = products.filter(**{f"{name}__gte": lowest or Decimal(0)})
        return products if highest is None else products.filter(**{f"{name}__lte": highest})

    def with_own_values(self, field: Field, values: Sequence[Value]) -> ProductQuerySet:
        """The own field has one of these values. None: it has no value."""
        return self.filter(attributes.has_one_of(field, values))

    def with_own_between(self, field: Field, least: Value, most: Value) -> ProductQuerySet:
        """The own field has a value between the two, inclusive. None: no limit."""
        return self.filter(attributes.between(field, least, most))

    def created_since(self, moment: datetime) -> ProductQuerySet:
        """Ids are ordered by time, so their index finds the beginning; the time itself decides."""
        return self.filter(id__gte=first_uuid7_at(moment, earlier_by=CLOCKS_DIFFER_BY), created_at__gte=moment)

    def updated_since(self, moment: datetime) -> ProductQuerySet:
        return self.filter(updated_at__gte=moment)

    def pinned(self) -> ProductQuerySet:
        """Those that have a value which imports leave alone."""
        return self.filter(pinned__isnull=False)

    def holding(self, key: str) -> ProductQuerySet:
        """Those that have a value in this own field. No index knows: it reads every product."""
        return self.filter(attributes__has_key=key)

    def with_sort_keys(self, *own: Field) -> ProductQuerySet:
        """With all columns that SORT_COLUMNS names, and those by which lists are sorted by these own fields."""
        keys = {attributes.order_name(field.key): attributes.sort_key(field) for field in own}
        return self.annotate(**COMPUTED_SORT_KEYS, **keys)

    def lately_changed(self) -> ProductQuerySet:
        """The last change first."""
        return self.order_by("-updated_at", "-id")

    def in_sku_order(self) -> ProductQuerySet:
        return self.order_by("sku_key")


class Product(BuiltinColumns):
    """One entry of the catalogue: its fields, and what we keep about it.

    No foreign key may ever point here: PostgreSQL would refuse to TRUNCATE the table.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sku_key = models.TextField(
        "SKU key",
        editable=False,
        db_collation="C",
        help_text="The folded SKU: one product each.",
    )
    attributes = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        editable=False,
        help_text="The values of own fields, by key. A field without a value has no key.",
    )
    pinned = ArrayField(
        models.TextField(),
        null=True,
        blank=True,
        editable=False,
        help_text="The keys of the fields that imports leave alone. NULL: none.",
    )
    version = models.IntegerField(default=1, editable=False, help_text="Grows with each real change.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = [  # what computed keys are made of is included, or else PostgreSQL reads the table row by row
            models.Index(NAME_ORDER, "id", name="products_by_name", include=["name"]),
            models.Index(PRICE_ORDER, "id", name="products_by_price", include=["price"]),
            models.Index(fields=["updated_at", "id"], name="products_by_update"),
            models.Index(fields=["sku_key"], name="products_inactive", condition=models.Q(active=False)),
            models.Index(fields=["id"], name="products_pinned", condition=models.Q(pinned__isnull=False)),
            GinIndex(WORDS, name="products_by_word"),
            GinIndex(fields=["sku_key"], name="products_by_part_of_sku", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["attributes"], name="products_by_attribute", opclasses=["jsonb_path_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(name=ONE_PER_SKU, fields=["sku_key"]),
            models.CheckConstraint(name="products_sku_given", condition=~models.Q(sku="") & ~models.Q(sku_key="")),
            models.CheckConstraint(name="products_name_given", condition=~models.Q(name="")),
            models.CheckConstraint(name="products_price_not_negative", condition=models.Q(price__gte=0)),
            models.CheckConstraint(name="products_version_positive", condition=models.Q(version__gte=1)),
            models.CheckConstraint(
                name="products_attributes_by_key",
                condition=models.Q(
                    models.lookups.Exact(
                        models.Func("attributes", function="jsonb_typeof", output_field=models.TextField()), "object"
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    def get_absolute_url(self) -> str:
        return reverse("products:detail", args=[self.id])


def attributes_without(key: str) -> models.Func:
    """What a product has in `attributes`, but for the key."""
    name = Cast(models.Value(key), models.TextField())
    return models.Func("attributes", name, template="%(expressions)s", arg_joiner=" - ")


def _contains(key: str, text: str) -> models.Q:
    """The condition that the field contains the text, as it would be stored there, in any case.

    What keeps its white space may contain the text with the white space that was typed, too.
    """
    if key == "sku":
        part = key_of(text)
        return models.Q(sku_key__contains=part) if part else models.Q(pk__in=())
    return _either(models.Q(**{f"{key}__ilike": spelling}) for spelling in _spellings(FIELDS[key], text))


def _spellings(field: Field, text: str) -> list[str]:
    found = {on_one_line(text)}
    if field.kind.name == "long_text":
        found.add(trimmed(composed(text)))
    return sorted(found)


def _in_any_text(text: str, own: OwnTexts) -> models.Q:
    """The condition that the SKU or one of the texts contains the text. All products if the text is empty."""
    if not trimmed(text):
        return models.Q()
    built_in = (_contains(key, text) for key in ("sku", *(field.key for field in FIELDS.searched)))
    return _either([*built_in, _contained_in(own.searched, text)])


def _contained_in(fields: Iterable[Field], text: str) -> models.Q:
    """The condition that one of these own fields contains the text."""
    return _either(attributes.contains(field, spelling) for field in fields for spelling in _spellings(field, text))


def _exactly(text: str, own: OwnTexts) -> models.Q | None:
    """The condition for a barcode that some product has, typed or scanned; None for any other text."""
    barcode = scanned(text) if own.barcodes else None
    if barcode is None:
        return None
    condition = attributes.has_barcode(own.barcodes, barcode)
    if not Product.objects.filter(condition).count():  # as in `have_unindexed_words`
        return None
    return condition | models.Q(sku_key=key_of(text))


def _words_tell(text: str, own: OwnTexts) -> models.Q | None:
    """The condition on a product's words that one of its texts contains the text. None: the words do not help.

    A text without a space lies within one word. Then the words alone decide, in half the time, unless some products
    have words that are too long for the index.
    """
    line = on_one_line(text)
    if " " not in line and not Product.objects.have_unindexed_words(own):
        words = vocabulary.with_part(line, _further(own))
        return None if words is None else _either(_overlap(own, words).values())
    words_fit = _words_like(text, own)
    if words_fit is None:
        return None
    built_in = _either(_contains(field.key, text) for field in FIELDS.searched)
    contain = {"words": built_in, "own_words": _contained_in(own.with_words, text)}
    return _either(fit & contain[words] for words, fit in words_fit.items())


def _words_like(text: str, own: OwnTexts = NO_OWN_TEXTS) -> dict[str, models.Q] | None:
    """Alias of `with_words` → the condition that a product can contain the text. None: the words do not help."""
    parts = [vocabulary.with_part(part, _further(own)) for part in on_one_line(text).split(" ") if part]
    telling = [_overlap(own, [*words, UNINDEXED]) for words in parts if words is not None]
    if not telling:
        return None
    return {words: models.Q(*(each[words] for each in telling)) for words in _kinds_of_words(own)}


def _overlap(own: OwnTexts, words: list[str]) -> dict[str, models.Q]:
    return {name: models.Q(**{f"{name}__overlap": words}) for name in _kinds_of_words(own)}


def _kinds_of_words(own: OwnTexts) -> list[str]:
    """The aliases of `with_words`, each with an index of its own."""
    return ["words", "own_words"] if own.with_words else ["words"]


def _further(own: OwnTexts) -> str:
    return own.words_sql if own.with_words else ""


def _either(conditions: Iterable[models.Q]) -> models.Q:
    return models.Q(*conditions, _connector=models.Q.OR)
