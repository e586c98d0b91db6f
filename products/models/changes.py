"""What changed which product, when, from what to what, and by whom.

Plain ids, no foreign keys: a product's history outlives it, and the catalogue can be emptied in an instant.
This table has the changes made product by product: by hand, through the API, by a command, or to a selection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import models
from django.utils import timezone

from product_importer.lib.actor import Actor
from products.fields.kinds import Value


class Action(models.TextChoices):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


class ChangeQuerySet(models.QuerySet["Change"]):
    def of_product(self, product_id: UUID) -> ChangeQuerySet:
        """Newest first."""
        return self.filter(product_id=product_id).order_by("-id")


class Change(models.Model):
    """One change of one product."""

    product_id = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action)
    values = models.JSONField(help_text="Column → [before, after]; null where there was or is no product.")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["product_id", "-id"], name="change_of_product")]
        constraints = [models.CheckConstraint(name="change_action_known", condition=models.Q(action__in=Action.values))]

    def __str__(self) -> str:
        return f"{self.action} {self.product_id}"


class Step(NamedTuple):
    """The columns of a product that differ, before and after a change. Empty if there was or is no product."""

    product_id: UUID
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def record(action: Action, steps: Iterable[Step], actor: Actor) -> None:
    """Add the changes to the history, in one statement for hundreds of them."""
    Change.objects.bulk_create(
        Change(
            product_id=product_id,
            action=action,
            values={name: [_plain(before.get(name)), _plain(after.get(name))] for name in {**before, **after}},
            actor_kind=actor.kind,
            actor_id=actor.id or "",
        )
        for product_id, before, after in steps
    )


def _plain(value: Value) -> object:
    return str(value) if isinstance(value, Decimal) else value
