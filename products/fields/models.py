"""The own fields: what managers add to what every catalogue has. Never more than a few dozen."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from products.fields.field import Field, Need
from products.fields.headers import normalise
from products.fields.keys import KEY_PATTERN, LONGEST_KEY, is_reserved
from products.fields.kinds import Kind
from products.fields.own_settings import OWN_KINDS, own_kind
from products.fields.registry import FIELDS, Fields

LONGEST_LABEL = 100
LONGEST_HEADER = 200
"""Characters of a synonym."""


class OwnFieldQuerySet(models.QuerySet["OwnField"]):
    def in_use(self) -> OwnFieldQuerySet:
        """Those that are shown, written and imported."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> OwnFieldQuerySet:
        """Those that were in use once, erased or not."""
        return self.filter(archived_at__isnull=False)

    def kept(self) -> OwnFieldQuerySet:
        """Those in use and archived, but not those of which only the key is left."""
        return self.filter(erased_at__isnull=True)

    def in_order(self) -> OwnFieldQuerySet:
        return self.order_by("position", "pk")


class OwnField(models.Model):
    """A field that a manager added. Its values stand in `Product.attributes` under its key.

    An archived field is hidden and its values stay. An erased one has no values any more, but its key stays taken while
    the history or a waiting plan has it.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True)
    label = models.CharField(max_length=LONGEST_LABEL)
    kind = models.CharField(max_length=10, choices=[(name, name.replace("_", " ")) for name in OWN_KINDS])
    settings = models.JSONField(default=dict, blank=True)
    searchable = models.BooleanField(default=False, help_text="The search box finds products by its values.")
    sortable = models.BooleanField(default=False, help_text="Lists can be sorted by it, and narrowed to a range.")
    in_list = models.BooleanField(default=True, help_text="Lists show it, unless a person chose other columns.")
    required = models.BooleanField(default=False, help_text="New products need a value.")
    told = models.BooleanField(default=True, help_text="Webhooks include its value.")
    synonyms = ArrayField(models.CharField(max_length=LONGEST_HEADER), default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OwnFieldQuerySet.as_manager()

    class Meta:
        app_label = "products"
        constraints = [
            models.CheckConstraint(name="ownfield_key_well_formed", condition=models.Q(key__regex=f"^{KEY_PATTERN}$")),
            models.CheckConstraint(name="ownfield_kind_known", condition=models.Q(kind__in=OWN_KINDS)),
            models.CheckConstraint(
                name="ownfield_erased_is_archived",
                condition=models.Q(erased_at__isnull=True) | models.Q(archived_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("fields:edit", args=[self.key])

    @property
    def field(self) -> Field:
        """What everything else derives from. Raises InvalidSettings if the settings are not those of its kind."""
        names = [normalise(text) for text in (self.key, self.label, *self.synonyms)]
        return Field(
            key=self.key,
            label=self.label,
            kind=_kind(self.kind, json.dumps(self.settings)),
            own=True,
            nullable=True,
            need=Need.NEW if self.required else Need.NEVER,
            clears=not self.required,
            told=self.told,
            searched=self.searchable,
            sortable=self.sortable,
            in_list=self.in_list,
            headers=" ".join(
                dict.fromkeys(name for name in names if name and " " not in name and not is_reserved(name))
            ),
        )


@lru_cache(maxsize=1_000)
def _kind(name: str, settings: str) -> Kind:
    """A thousand choices take some milliseconds to check, and each request asks."""
    return own_kind(name, json.loads(settings))


def current_fields() -> Fields:
    """What a product consists of at this moment: a snapshot for one request or job."""
    return with_own(own.field for own in OwnField.objects.in_use().in_order())


def known_fields() -> Fields:
    """Those of now and all that there ever were: what the history tells can be named by them."""
    return with_own(own.field for own in OwnField.objects.in_order())


def with_own(fields: Iterable[Field]) -> Fields:
    """What every catalogue has, and these own fields."""
    return Fields((*FIELDS.all, *fields))
