"""Pinned values stay as they are, whatever the file says: they are taken out of the plan before it is applied.

Where no product has a pin, which an index tells at once, this costs nothing.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from product_importer.lib.warning import MOST_EXAMPLES, Warned
from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import before, differs, either, plain
from products.imports.models import Source
from products.imports.source_models import REPLACE
from products.imports.steps import own_fields
from products.jobs import tables
from products.jobs.models import ImportJob
from products.models import Product

CODE, REPLACED = "kept_pinned", "replaced_pinned"
"""Of the warnings."""


class Kept(NamedTuple):
    values: int
    rows: int
    """Of which nothing else changes: they are not in the plan any more."""
    replaced: int = 0
    """Values that are pinned and change all the same, since the source of the file wants that."""

    @property
    def facts(self) -> dict[str, int]:
        """What the job's `plan` tells of it."""
        return {CODE: self.values} if self.values else {}

    skus: Sequence[str] = ()
    """Of the first of these products."""

    @property
    def warnings(self) -> list[Warned]:
        if self.replaced:
            return [Warned(_REPLACED.format(self.replaced), REPLACED, number=self.replaced, examples=self.skus)]
        if self.values:
            return [Warned(_KEPT.format(self.values), CODE, number=self.values, examples=self.skus)]
        return []


def are_replaced(job: ImportJob) -> bool:
    """Whether the source of the job's file says, at this moment, that its files replace pinned values."""
    return job.source_id is not None and Source.objects.filter(pk=job.source_id, pins=REPLACE).exists()


def keep(job: ImportJob, cleared: Container[str]) -> Kept:
    """Take the pinned values out of the plan, and the rows of which nothing remains. Leaves gaps between positions."""
    tables.drop(kept_table(job), forgotten_table(job))
    if not Product.objects.pinned().exists():
        return Kept(0, 0)
    _execute(_FIND, job)
    fields = _in_file(job)
    if are_replaced(job):
        changed = sql.SQL(" OR ").join(_is_pinned_and_changes(field, cleared) for field in fields)
        skus = _first_skus(_PINNED_SKUS, job, changed=changed)
        return Kept(0, 0, replaced=sum(_pinned_changes(job, field, cleared) for field in fields), skus=skus)
    _execute(_MAKE_LIST, job)
    values = sum(_keep(job, field, cleared) for field in fields)
    unchanged = sql.SQL("NOT ({})").format(either(changes(field, cleared) for field in fields))
    if not values:
        return Kept(0, 0)
    _execute(_REMEMBER, job, forgotten=forgotten_table(job), unchanged=unchanged)
    return Kept(values, _execute(_FORGET, job, unchanged=unchanged), skus=kept_skus(job))


def kept_skus(job: ImportJob) -> list[str]:
    """Of the first products of which values are kept, in the order of the file."""
    return _first_skus(_KEPT_SKUS, job)


def kept_table(job: ImportJob) -> sql.Identifier:
    """What was kept: a row for each value. There is none if no product had a pin."""
    return tables.own_table(job, "pinned")


def forgotten_table(job: ImportJob) -> sql.Identifier:
    """The rows that are not in the plan any more: a person may want what the file says after all."""
    return tables.own_table(job, "forgotten")


def changes(field: Field, cleared: Container[str]) -> sql.Composed:
    """The condition on a row of the plan that a product which is there gets another value of the field."""
    if field.own:
        changed = own_sql.value_differs(field, own_sql.COLUMN, own_sql.BEFORE)
    else:
        changed = differs(field, sql.Identifier(field.key), before(field), cleared)
    return sql.SQL("(product_id IS NOT NULL AND coalesce({}, false))").format(changed)


def _in_file(job: ImportJob) -> list[Field]:
    inside = job.options["columns"]["indexes"]
    return [*(field for field in FIELDS.changeable if field.key in inside), *own_fields.in_file(job)]


def _pinned_changes(job: ImportJob, field: Field, cleared: Container[str]) -> int:
    """In how many products the field is pinned and would change."""
    return _execute(_PINNED_CHANGES, job, changed=_is_pinned_and_changes(field, cleared))


def _is_pinned_and_changes(field: Field, cleared: Container[str]) -> sql.Composed:
    return sql.SQL("({} = ANY (pins.pinned) AND {})").format(sql.Literal(field.key), changes(field, cleared))


def _keep(job: ImportJob, field: Field, cleared: Container[str]) -> int:
    """Where the field is pinned and would change, plan the value that the product has. Returns of how many."""
    parts = {"key": sql.Literal(field.key), "changed": changes(field, cleared)}
    column = sql.Identifier(field.key)
    value = own_sql.COLUMN + sql.SQL(" -> ") + parts["key"] if field.own else plain(field, column)
    _execute(_LIST, job, value=value, **parts)
    return _execute(_KEEP_OWN if field.own else _KEEP, job, column=column, before=before(field), **parts)


_FIND = """
    DROP TABLE IF EXISTS pins;
    CREATE TEMPORARY TABLE pins ON COMMIT DROP AS
    SELECT plan.position, product.pinned, false AS is_kept
    FROM {plan} plan JOIN products_product product ON product.id = plan.product_id
    WHERE product.pinned IS NOT NULL
"""

_MAKE_LIST = """
    CREATE TABLE {kept} (record_number integer, sku text, product_id uuid, key text, value jsonb)
"""

_LIST = """
    INSERT INTO {kept}
    SELECT record_number, sku, product_id, {key}, to_jsonb({value})
    FROM {plan} plan JOIN pins USING (position)
    WHERE {key} = ANY (pins.pinned) AND {changed}
"""

_PINNED_CHANGES = "SELECT FROM {plan} plan JOIN pins USING (position) WHERE {changed}"
_PINNED_SKUS = (
    "SELECT sku FROM {plan} plan JOIN pins USING (position) WHERE {changed} ORDER BY record_number LIMIT {most}"
)
_KEPT_SKUS = "SELECT sku FROM {kept} kept GROUP BY sku ORDER BY min(record_number) LIMIT {most}"

_KEEP = """
    WITH kept AS (
        UPDATE {plan} plan SET {column} = {before}
        FROM pins WHERE pins.position = plan.position AND {key} = ANY (pins.pinned) AND {changed}
        RETURNING plan.position
    )
    UPDATE pins SET is_kept = true FROM kept WHERE kept.position = pins.position
"""

_KEEP_OWN = """
    WITH kept AS (
        UPDATE {plan} plan SET attributes = (attributes - {key}) || CASE
            WHEN attributes_before ? {key} THEN jsonb_build_object({key}, attributes_before -> {key}) ELSE '{{}}'
        END
        FROM pins WHERE pins.position = plan.position AND {key} = ANY (pins.pinned) AND {changed}
        RETURNING plan.position
    )
    UPDATE pins SET is_kept = true FROM kept WHERE kept.position = pins.position
"""

_REMEMBER = """
    CREATE TABLE {forgotten} AS
    SELECT plan.* FROM {plan} plan JOIN pins USING (position) WHERE is_kept AND {unchanged}
"""

_FORGET = "DELETE FROM {plan} plan USING pins WHERE pins.position = plan.position AND is_kept AND {unchanged}"


def _first_skus(statement: str, job: ImportJob, **parts: sql.Composable) -> list[str]:
    own = {"plan": tables.own_table(job, "plan"), "kept": kept_table(job), "most": sql.Literal(MOST_EXAMPLES)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**own, **parts))
        return [sku for (sku,) in cursor]


_KEPT = "{:,} pinned values of products were kept, though the file has others."
_REPLACED = "{:,} pinned values of products change, since the source says that its files replace them."


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=tables.own_table(job, "plan"), kept=kept_table(job), **parts))
        return int(cursor.rowcount)
