"""What imports and undos did to products: many of them in one row, so that big ones do not become slow (docs/adr/0006).

They apply in the order of the SKU keys. A row here is a stretch of that order within one transaction: for new products
the range of their ids, for changed ones their ids and, column by column, the values before and after, for deleted ones
all that they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Func, Q

from products.fields.field import Field
from products.fields.registry import FIELDS
from products.models.changes import Action, Change

Side: TypeAlias = Literal["before", "after"]
SIDES: tuple[Side, ...] = ("before", "after")


class Unnest(Func):
    function = "unnest"
    set_returning = True


class Stretch(models.Model):
    """New products have the ids from `first_id` to `last_id`; others stand in `product_ids`.

    Those that an undo restored are `created` too. `kept` has the rows of deleted products, `versions` the versions that
    restored ones came back with, both in the order of `product_ids`. Between `ratio_min` and `ratio_max` are the
    changed prices, new by old; both are infinite, the least above the greatest, if there are none, and NULL if nobody
    has looked.

    Each field that an import may change has two arrays (`column_of`), which run parallel to `product_ids`. Both values
    are NULL for a product whose value stayed. Own fields share two: of each product, those that changed, by key.
    """

    job_id = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action)
    at = models.DateTimeField()
    first_key = models.TextField(db_collation="C")
    last_key = models.TextField(db_collation="C")
    first_id = models.UUIDField(null=True)
    last_id = models.UUIDField(null=True)
    product_ids = ArrayField(models.UUIDField(), null=True)
    attributes_before = ArrayField(models.JSONField(null=True), null=True)
    attributes_after = ArrayField(models.JSONField(null=True), null=True)
    kept = ArrayField(models.JSONField(), null=True)
    versions = ArrayField(models.IntegerField(), null=True)
    ratio_min = models.FloatField(null=True)
    ratio_max = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["job_id", "action", "first_key"], name="stretch_of_job"),
            models.Index(fields=["first_id"], name="stretch_of_new", condition=Q(action="created")),
        ]
        constraints = [
            models.CheckConstraint(
                name="stretch_tells_which_products",
                condition=Q(action="created", first_id__isnull=False, last_id__isnull=False)
                | Q(action="created", product_ids__isnull=False, versions__isnull=False)
                | Q(action="changed", product_ids__isnull=False)
                | Q(action="deleted", product_ids__isnull=False, kept__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.first_key} … {self.last_key}"


def column_of(field: Field, side: Side) -> str:
    """The name of the array that has the field's values before or after."""
    return f"{field.key}s_{side}"


for _field in FIELDS.changeable:
    for _side in SIDES:
        _values = models.BooleanField(null=True) if _field.kind.name == "boolean" else models.TextField(null=True)
        Stretch.add_to_class(column_of(_field, _side), ArrayField(_values, null=True))


def of_product(product_id: UUID, keys: Iterable[str]) -> list[Change]:
    """What imports did to the product, unsorted. `keys`: those of every SKU it ever had."""
    return [*_creation(product_id), *changes_of({product_id}, keys)]


def by_job(job_id: UUID, actions: Collection[Action]) -> Q:
    """The condition that the import job did one of the actions to a product."""
    stretches = Stretch.objects.filter(job_id=job_id, action__in=actions)
    created = stretches.filter(action=Action.CREATED, first_id__isnull=False).values_list("first_id", "last_id")
    named = stretches.filter(product_ids__isnull=False)
    condition = Q(id__in=named.values_list(Unnest("product_ids"), flat=True))
    for first, last in created:
        condition |= Q(id__range=(first, last))
    return condition


def _creation(product_id: UUID) -> Iterator[Change]:
    started = Stretch.objects.filter(action=Action.CREATED, first_id__lte=product_id).order_by("-first_id").first()
    if started and started.last_id and product_id <= started.last_id:
        yield _change(started, product_id, {})


def changes_of(product_ids: Collection[UUID], keys: Iterable[str]) -> Iterator[Change]:
    """How imports changed these products, unsorted. `keys`: those of every SKU that any of them ever had.

    At most one stretch of a job and an action has a product. The index is probed once for each, and each key.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES_AROUND, {"keys": [*keys]})
        ids = {pk for (pk,) in cursor}
    for stretch in Stretch.objects.filter(pk__in=ids, product_ids__overlap=[*product_ids]):
        for place, product_id in enumerate(stretch.product_ids or []):
            if product_id in product_ids:
                yield _change(stretch, product_id, _built_in_values(stretch, place) | _own_values(stretch, place))


def _built_in_values(stretch: Stretch, place: int) -> dict[str, list[object]]:
    """Those of fields with a column: key → before and after, of the product at this place."""
    return {
        field.key: [before[place], after[place]]
        for field in FIELDS.changeable
        if (before := getattr(stretch, column_of(field, "before")))
        and (after := getattr(stretch, column_of(field, "after")))
        and before[place] != after[place]
    }


def _own_values(stretch: Stretch, place: int) -> dict[str, list[object]]:
    """Those of own fields: key → before and after, of the product at this place."""
    before, after = ((side and side[place]) or {} for side in (stretch.attributes_before, stretch.attributes_after))
    both = {key: [before.get(key), after.get(key)] for key in {**before, **after}}
    return {key: sides for key, sides in both.items() if sides[0] != sides[1]}


def _change(stretch: Stretch, product_id: UUID, values: Mapping[str, object]) -> Change:
    """Not stored: an entry of the product's history."""
    return Change(
        product_id=product_id,
        action=stretch.action,
        values=values,
        actor_kind="import",
        actor_id=str(stretch.job_id),
        at=stretch.at,
    )


_STRETCHES_AROUND = """
    WITH RECURSIVE jobs AS (
        (SELECT job_id FROM products_stretch ORDER BY job_id LIMIT 1)
        UNION ALL
        SELECT (SELECT later.job_id FROM products_stretch later
                WHERE later.job_id > jobs.job_id ORDER BY later.job_id LIMIT 1)
        FROM jobs WHERE jobs.job_id IS NOT NULL
    )
    SELECT near.id
    FROM jobs, unnest(%(keys)s::text[]) AS key, unnest('{changed,created,deleted}'::text[]) AS done, LATERAL (
        SELECT id, last_key FROM products_stretch
        WHERE action = done AND job_id = jobs.job_id AND first_key <= key COLLATE "C"
        ORDER BY first_key DESC LIMIT 1
    ) near
    WHERE near.last_key >= key
"""
