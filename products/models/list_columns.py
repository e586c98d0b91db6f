"""Which columns a person wants to see in the list of products, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

LONGEST_KEY = 40


class ListColumns(models.Model):
    """What a person chose. A column that came later stands in neither list: whether it shows is up to itself."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="list_columns"
    )
    shown = ArrayField(models.CharField(max_length=LONGEST_KEY), help_text="Keys, in the order of the list.")
    hidden = ArrayField(models.CharField(max_length=LONGEST_KEY), default=list, blank=True)

    objects = models.Manager["ListColumns"]()

    class Meta:
        app_label = "products"

    def __str__(self) -> str:
        return ", ".join(self.shown)


def choose(user_id: int, *, shown: Sequence[str], hidden: Sequence[str]) -> None:
    ListColumns.objects.update_or_create(user_id=user_id, defaults={"shown": [*shown], "hidden": [*hidden]})


def forget(user_id: int) -> None:
    """The person sees the usual columns again."""
    ListColumns.objects.filter(user_id=user_id).delete()
