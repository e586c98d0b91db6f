"""The history of the undone jobs × the catalogue → a plan in the form of an import's, with what an undo has beside.

Each value is judged by itself: what is still the import's comes back, what is not is a conflict and stays. A field that
does not move has the value of now on both sides. Of products to be deleted the plan has little more than the id.

`action`: update, delete, or create, which restores a product. `code`: why it is in conflict, if it is. `conflicts`:
field → its three values. `taken`: what a person said of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import before, either, listed
from products.imports.steps import left_out, own_fields, planning
from products.imports.undo import chains, history, touched
from products.imports.undo.history import columns_of
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase


def make(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """Compare what the jobs did with what is there now, and write down what is to change. Under the catalogue lock.

    What earlier chunks of this job undid looks undone by now, and counts as it did.
    """
    jobs, fields = jobs_of(job), fields_of(job)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        tables.drop(planning.plan_table(job), left_out.left_table(job))
        job.conflict_rows.all().delete()
        job.skipped_rows.all().delete()
        history.write_changes("undone", fields, jobs)
        chains.join("undone", fields)
        history.write_deletions(jobs)
        history.write_creations(jobs)
        go_on()
        touched.find(fields, jobs)
        _write(job, fields)
        _finish(job)


def jobs_of(job: ImportJob) -> list[UUID]:
    """The jobs that it undoes, the newest first."""
    return [UUID(text) for text in job.options["undoes"]]


def fields_of(job: ImportJob) -> list[Field]:
    """Those of which values may come back."""
    return [*FIELDS.changeable, *own_fields.in_file(job)]


def deactivates(job: ImportJob) -> bool:
    """Whether products that were created become inactive, rather than being deleted."""
    return bool(job.options.get("deactivate"))


def _write(job: ImportJob, fields: Sequence[Field]) -> None:
    own = [field for field in fields if field.own]
    statement = sql.SQL(_WRITE).format(
        plan=planning.plan_table(job),
        jobs=history.literal_ids(jobs_of(job)),
        deactivates=sql.Literal(deactivates(job)),
        values=listed(_target(field) for field in FIELDS.changeable),
        before=listed(_before(field) for field in FIELDS.changeable),
        values_of_deleted=listed(map(_of_deleted, FIELDS.changeable)),
        before_of_deleted=listed(map(_of_deleted, FIELDS.changeable)),
        restored=own_sql.only(own, sql.Identifier("gone", "attributes")),
        attributes=_joined([_moved_attribute(field) for field in own]),
        conflicts=_joined([_told(field) for field in fields]),
        moving=either(_moves(field) for field in fields),
        conflicting=either(_conflicts(field) for field in fields),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
    _execute(job, _NAME_THE_GONE)
    _execute(job, "ALTER TABLE {plan} ADD PRIMARY KEY (position)")
    tables.analyse(planning.plan_table(job))


def _now(field: Field) -> sql.Composed:
    """The value of the product, or of the deleted one that comes back."""
    if field.own:
        return sql.SQL("(coalesce(product.attributes, gone.attributes) -> {})").format(sql.Literal(field.key))
    name = sql.Identifier(field.key)
    return sql.SQL("(CASE WHEN product.id IS NULL THEN gone.{0} ELSE product.{0} END)").format(name)


def _moves(field: Field) -> sql.Composed:
    """The condition that the old value comes back."""
    return sql.SQL(
        "({moved} IS TRUE AND coalesce({now} IS NOT DISTINCT FROM {became} AND {now} IS DISTINCT FROM {was}"
        " AND NOT {key} = ANY (undone.broken) AND NOT coalesce({key} = ANY (product.pinned), false), false))"
    ).format(**columns_of(field, of="undone")._asdict(), now=_now(field), key=sql.Literal(field.key))


def _conflicts(field: Field) -> sql.Composed:
    """The condition that the value is not what it was before, and not what the jobs made of it, or pinned."""
    return sql.SQL(
        "({moved} IS TRUE AND coalesce({now} IS DISTINCT FROM {was}"
        " AND ({now} IS DISTINCT FROM {became} OR {key} = ANY (undone.broken) OR {key} = ANY (product.pinned)), false))"
    ).format(**columns_of(field, of="undone")._asdict(), now=_now(field), key=sql.Literal(field.key))


def _target(field: Field) -> sql.Composed:
    """What the field is to be; of a product to be deleted, only the name."""
    value = sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(
        _moves(field), columns_of(field, of="undone").was, _now(field)
    )
    if field.key == "active":
        value = sql.SQL("CASE WHEN deactivated THEN false ELSE {} END").format(value)
    if field.key != "name":
        value = sql.SQL("CASE WHEN action <> 'delete' THEN {} END").format(value)
    return sql.SQL("{} AS {}").format(value, sql.Identifier(field.key))


def _before(field: Field) -> sql.Composed:
    condition = sql.SQL("action <> 'create'" if field.key == "name" else "action = 'update'")
    return sql.SQL("CASE WHEN {} THEN {} END AS {}").format(
        condition, sql.Identifier("product", field.key), before(field)
    )


def _of_deleted(field: Field) -> sql.Composable:
    """What the plan has of a product to be deleted, before and after."""
    return sql.SQL("product.name" if field.key == "name" else "NULL")


def _moved_attribute(field: Field) -> sql.Composed:
    """The old value of an own field, null if there was none; nothing if it does not come back."""
    return sql.SQL("CASE WHEN {} THEN jsonb_build_object({}::text, {}) ELSE '{{}}' END").format(
        _moves(field), sql.Literal(field.key), columns_of(field, of="undone").was
    )


def _told(field: Field) -> sql.Composed:
    changed = columns_of(field, of="undone")
    told = touched.three_values(field, before=changed.was, imported=changed.became, now=_now(field))
    return sql.SQL("CASE WHEN {} THEN {} ELSE '{{}}' END").format(_conflicts(field), told)


def _joined(objects: Sequence[sql.Composable]) -> sql.Composable:
    return sql.SQL(" || ").join(objects) if objects else sql.SQL("'{{}}'::jsonb").format()


def _finish(job: ImportJob) -> None:
    """Count what the plan holds; all that is there already, or not there any more, is unchanged."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_COUNT).format(plan=planning.plan_table(job), jobs=history.literal_ids(jobs_of(job))))
        planned, creates, updates, deletes, found, existing = cursor.fetchone()
    counting = ImportJob.objects.filter(pk__in=jobs_of(job)).exclude(continues__in=jobs_of(job))
    undone = counting.values_list("created", flat=True)  # with what those have that continue them
    vanished = max(0, sum(undone) - existing)
    own_fields.learn_words(job, planning.plan_table(job))
    unchanged = max(0, found + vanished - planned - job.changed)
    job.advance_or_leave(
        phase=Phase.PLANNING,
        progress=PLANNED_SHARE,
        checkpoint=0,
        staged_rows=planned,
        planned_rows=planned,
        planned_at=timezone.now(),
        total_rows=planned + unchanged + job.changed,
        unchanged=unchanged,
        conflicts=0,
        skipped=0,
        plan={"create": creates, "update": updates, "delete": deletes, "unchanged": unchanged, "missing": 0},
    )


_WRITE = """
    -- `about`: every product that the undone jobs created, changed or deleted. What is neither in the catalogue nor
    -- kept is missing, unless the jobs had made it themselves: then it is undone already.
    -- Products that the jobs made are mostly just to be deleted: these have a quick way of their own.
    CREATE TABLE {plan} AS
    WITH about AS (
        SELECT product_id, creations.version IS NOT NULL AS made, deletions.kept, deletions.by_others
        FROM creations FULL JOIN undone USING (product_id) FULL JOIN deletions USING (product_id)
        WHERE creations.version IS NULL OR {deactivates}
    ),
    planned AS (
        SELECT
            CASE WHEN action <> 'create' THEN about.product_id END AS product_id,
            CASE WHEN action = 'create' THEN gone.sku ELSE product.sku END AS sku,
            coalesce(product.sku_key, gone.sku_key, about.product_id::text) AS sku_key,
            product.version AS version_seen,
            action,
            {moving} AS moves,
            CASE
                WHEN missing OR action = 'create' AND by_others THEN 'deleted_since'
                WHEN action = 'create' AND EXISTS (
                    SELECT FROM products_product namesake WHERE namesake.sku_key = gone.sku_key
                ) THEN 'sku_taken'
                WHEN made AND touched.product_id IS NOT NULL THEN 'touched_since'
                WHEN {conflicting} THEN 'changed_since'
            END AS code,
            nullif(coalesce(touched.conflicts, {conflicts}), '{{}}') AS conflicts,
            CASE WHEN action = 'create' THEN about.product_id END AS restored_id,
            gone.version + 1 AS restored_version,
            gone.created_at AS restored_created_at,
            gone.pinned AS restored_pinned,
            CASE action
                WHEN 'create' THEN {restored} || {attributes}
                WHEN 'update' THEN nullif({attributes}, '{{}}')
            END AS attributes,
            CASE WHEN action = 'update' THEN product.attributes END AS attributes_before,
            {values},
            {before}
        FROM about
        LEFT JOIN undone ON undone.product_id = about.product_id AND NOT made
        LEFT JOIN touched ON touched.product_id = about.product_id
        LEFT JOIN products_product product ON product.id = about.product_id
        LEFT JOIN LATERAL jsonb_populate_record(NULL::products_product, kept) gone ON product.id IS NULL
        CROSS JOIN LATERAL (
            SELECT made AND {deactivates} AS deactivated,
                product.id IS NULL AND gone.id IS NULL AS missing,
                CASE
                    WHEN product.id IS NULL AND gone.id IS NOT NULL THEN 'create'
                    WHEN made AND NOT {deactivates} THEN 'delete'
                    ELSE 'update'
                END AS action
        ) what
        WHERE CASE
            WHEN missing THEN NOT EXISTS (
                SELECT FROM products_stretch own WHERE own.job_id = ANY ({jobs}) AND own.action = 'created'
                AND about.product_id BETWEEN own.first_id AND own.last_id
            )
            WHEN deactivated THEN product.active
            ELSE action <> 'update' OR {moving} OR {conflicting}
        END
        UNION ALL
        SELECT product.id, product.sku, product.sku_key, product.version, 'delete', false,
            CASE WHEN touched.product_id IS NOT NULL THEN 'touched_since' END, nullif(touched.conflicts, '{{}}'),
            NULL, NULL, NULL, NULL, NULL, NULL, {values_of_deleted}, {before_of_deleted}
        FROM creations
        JOIN products_product product ON product.id = creations.product_id
        LEFT JOIN touched ON touched.product_id = creations.product_id
        WHERE NOT {deactivates}
    )
    SELECT row_number() OVER place::integer AS position, row_number() OVER place::integer AS record_number,
        row_number() OVER place::integer AS line_number, planned.*,
        CASE WHEN code = 'changed_since' AND (moves OR action = 'create') THEN NULL ELSE code END AS aside,
        NULL::text AS taken, NULL::jsonb AS left_values, NULL::text[] AS taken_pins
    FROM planned
    WINDOW place AS (ORDER BY sku_key COLLATE "C", product_id)
"""

_NAME_THE_GONE = """
    -- Products that are gone and were not kept: the history may know what their SKU was.
    UPDATE {plan} plan SET sku = coalesce((
        SELECT "values" -> 'sku' ->> 0 FROM products_change gone
        WHERE gone.product_id = plan.product_id AND gone.action = 'deleted' ORDER BY gone.id DESC LIMIT 1
    ), product_id::text)
    WHERE sku IS NULL
"""

_COUNT = """
    SELECT
        count(*),
        count(*) FILTER (WHERE aside IS NULL AND action = 'create'),
        count(*) FILTER (WHERE aside IS NULL AND action = 'update'),
        count(*) FILTER (WHERE aside IS NULL AND action = 'delete'),
        (SELECT count(*) FROM creations FULL JOIN undone USING (product_id) FULL JOIN deletions USING (product_id))
        - (SELECT count(*) FROM undone
            WHERE NOT EXISTS (SELECT FROM products_product product WHERE product.id = undone.product_id)
              AND EXISTS (
                SELECT FROM products_stretch own WHERE own.job_id = ANY ({jobs}) AND own.action = 'created'
                AND undone.product_id BETWEEN own.first_id AND own.last_id
              )),
        (SELECT count(*) FROM creations)
    FROM {plan}
"""


def _execute(job: ImportJob, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job)))
