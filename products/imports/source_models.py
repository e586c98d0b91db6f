"""Where files come from again and again: what is kept of a supplier, and which products stood in its files."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from product_importer.lib.text import normalised

LONGEST_NAME = 100
"""Characters of a source's name."""
REPLACE = "replace"
"""What a source says whose files replace pinned values."""
POLICIES = ("mode", "on_blank", "duplicates", "new_without_price")
"""Options of an import that a source may settle for its files."""


def name_key(name: str) -> str:
    """By which the names of sources are compared: upper and lower case and further spaces are the same."""
    return " ".join(normalised("NFKC", name).split()).casefold()


class SourceProduct(models.Model):
    """A source has the product with this SKU: it stood in one of its files."""

    pk = models.CompositePrimaryKey("sku_key", "source_id")
    sku_key = models.TextField(db_collation="C")
    source_id = models.UUIDField()
    added_by = models.UUIDField(null=True, help_text="The import in whose file it stood first.")
    gone_by = models.UUIDField(null=True, help_text="The import in whose file it was missing. Null: the source has it.")

    class Meta:
        app_label = "imports"
        indexes = [
            models.Index(fields=["gone_by"], name="sourceproduct_gone", condition=models.Q(gone_by__isnull=False))
        ]

    def __str__(self) -> str:
        return self.sku_key


class SourceQuerySet(models.QuerySet["Source"]):
    def called(self, text: str) -> Source | None:
        """The source with this name or id."""
        named = self.filter(name_key=name_key(text)).first()
        try:
            return named or self.filter(pk=uuid.UUID(text)).first()
        except ValueError:
            return named

    def pinning_edits_of(self, sku_key: str) -> Self:
        """The sources that have this product and pin what people edit in theirs."""
        of_product = SourceProduct.objects.filter(sku_key=sku_key, gone_by=None).values("source_id")
        return self.filter(pin_edits=True, pk__in=of_product)

    def in_order(self) -> Self:
        return self.order_by("name_key", "id")


class Source(models.Model):
    """A supplier's file as it comes again and again: its recipe, what is done with its rows, how it is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=LONGEST_NAME)
    name_key = models.TextField(editable=False, db_collation="C")
    recipe = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=10, blank=True, help_text="Empty: as every import does it.")
    on_blank = models.CharField(max_length=10, blank=True, help_text="Empty: as every import does it.")
    duplicates = models.CharField(max_length=10, blank=True, help_text="Empty: as every import does it.")
    new_without_price = models.CharField(max_length=10, blank=True, help_text="Empty: as every import does it.")
    missing = models.CharField(max_length=10, blank=True, help_text="deactivate, delete; empty: missing products stay.")
    pins = models.CharField(max_length=10, blank=True, help_text="replace; empty: pinned values are kept.")
    pin_edits = models.BooleanField(default=False, help_text="Whether what people edit in its products is pinned.")
    belts = models.JSONField(default=dict, blank=True, help_text="Its own limits of seat belts: {name: number}")
    header_sets = models.JSONField(default=list, blank=True, help_text="[[name of a column as it is compared, …], …]")
    columns = models.JSONField(default=list, blank=True, help_text="Of the file it was saved from, as ColumnFounds.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with each change.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SourceQuerySet.as_manager()

    class Meta:
        app_label = "imports"
        constraints = [models.UniqueConstraint(fields=["name_key"], name="source_one_per_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sources:detail", args=[self.id])

    @property
    def policies(self) -> dict[str, str]:
        """Option → what it settles; nothing that it leaves open."""
        return {name: value for name in POLICIES if (value := getattr(self, name))}
