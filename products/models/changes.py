"""What changed which product, when, from what to what, and by whom.

Plain ids, no foreign keys: a product's history outlives it, and the catalogue can be emptied in an instant.
This table has the changes made product by product: by hand, through the API, by a command, or to a selection.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from product_importer.lib.actor import Actor
from products.fields.kinds import Value


class Action(models.TextChoices):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    PINNED = "pinned"
    """Which values imports leave alone has changed, and none of them."""


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
    job_id = models.UUIDField(null=True, help_text="Of the job that did it to many products, if one did.")
    kept = models.JSONField(null=True, help_text="Of a deleted product: its whole row, so that it can come back.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["product_id", "-id"], name="change_of_product"),
            models.Index(fields=["job_id"], name="change_of_job", condition=models.Q(job_id__isnull=False)),
        ]
        constraints = [models.CheckConstraint(name="change_action_known", condition=models.Q(action__in=Action.values))]

    def __str__(self) -> str:
        return f"{self.action} {self.product_id}"


class Step(NamedTuple):
    """The columns of a product that differ, before and after a change. Empty if there was or is no product."""

    product_id: UUID
    before: Mapping[str, Value]
    after: Mapping[str, Value]


def record(action: Action, steps: Iterable[Step], actor: Actor, *, job_id: UUID | None = None) -> None:
    """Add the changes to the history, in one statement for hundreds of them. `job_id`: of the job that makes them."""
    Change.objects.bulk_create(
        Change(
            product_id=product_id,
            action=action,
            values={name: [_plain(before.get(name)), _plain(after.get(name))] for name in {**before, **after}},
            actor_kind=actor.kind,
            actor_id=actor.id or "",
            job_id=job_id,
        )
        for product_id, before, after in steps
    )


def record_deleted(
    ids: Collection[UUID], actor: Actor, *, job_id: UUID | None = None, values: Mapping[str, Value] | None = None
) -> None:
    """Keep these products, which are about to be deleted, as they are. Nothing of them is fetched.

    `values`: what the history shows of a single one; of many it shows the SKU and the name.
    """
    shown = json.dumps({name: [_plain(value), None] for name, value in values.items()}) if values else None
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_DELETED, [shown, actor.kind, actor.id or "", timezone.now(), job_id, [*ids]])


_RECORD_DELETED = """
    INSERT INTO products_change (product_id, action, "values", actor_kind, actor_id, at, job_id, kept)
    SELECT id, 'deleted',
        coalesce(
            %s::jsonb, jsonb_build_object('sku', jsonb_build_array(sku, NULL), 'name', jsonb_build_array(name, NULL))
        ),
        %s, %s, %s, %s, to_jsonb(product)
    FROM products_product product
    WHERE id = ANY (%s)
    ORDER BY sku_key
"""


def _plain(value: Value) -> object:
    return str(value) if isinstance(value, Decimal) else value
