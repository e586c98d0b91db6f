"""Staging table × catalogue → the job's plan: what would be created and updated, and nothing else.

The fourth step of the journey, under the catalogue lock. Of the rows with one SKU, wherever they are in the file, only
one counts. Rows that would change nothing are counted and dropped. Rows that lack what they need are refused.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import before, changes, column, either, is_given, listed, size, wanted
from products.imports.rejected.storage import store_refusals
from products.imports.steps import kept_keys, left_out, mended_plan, own_fields, pinned, staging
from products.imports.steps.columns import ColumnMap, new_without_price, no_name_column
from products.imports.steps.plan_refusals import refusals_among
from products.imports.steps.source_rows import raw_rows
from products.imports.steps.superseding import supersede, superseded_table
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase


class Plan(NamedTuple):
    """How many products a plan creates and updates."""

    creates: int
    updates: int

    @property
    def facts(self) -> dict[str, int]:
        """What the job's `plan` tells of it."""
        return {"create": self.creates, "update": self.updates}


def plan_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "plan")


def is_complete(job: ImportJob) -> bool:
    """Whether the whole plan is there. After a crash of PostgreSQL, an unlogged table is empty."""
    return job.planned_rows is not None and tables.count_rows(plan_table(job)) == job.planned_rows


def plan(job: ImportJob, *, go_on: Callable[[], None]) -> Plan:
    """Compare the staged rows with the catalogue and write down what is to change.

    What earlier chunks of this job applied looks unchanged by now. So `created` and `updated` stay as they are, and
    `unchanged` is what remains of the records. What somebody has undone by hand since then is planned and counted
    again. Raises FileFailure `no_name_column`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        tables.drop(plan_table(job), left_out.left_table(job))
        job.conflict_rows.all().delete()
        own_fields.forget_erased(job, staging.staging_table(job))
        superseded = supersede(job)
        _write_plan(job)
        if job.continues_id and mended_plan.spare_what_moved(job, plan_table(job)):
            _execute(_CLOSE_GAPS, job)
        refused = _refuse(job, go_on=go_on)
        if job.rejected + refused and not job.continues_id:
            kept_keys.keep(job)
        kept = pinned.keep(job, cleared(job))
        if kept.rows:
            _execute(_CLOSE_GAPS, job)
        planned = _finish(job)
        own_fields.learn_words(job, plan_table(job))
        the_same = (job.staged_rows or 0) - superseded - refused - sum(planned)
        created = min(job.created, the_same)
        updated = min(job.updated, the_same - created)
        job.advance_or_leave(
            phase=Phase.PLANNING,
            progress=PLANNED_SHARE,
            checkpoint=0,
            planned_rows=sum(planned),
            is_reviewed=False,
            planned_at=timezone.now(),
            superseded=superseded,
            rejected=job.rejected + refused,
            created=created,
            updated=updated,
            unchanged=the_same - created - updated,
            conflicts=0,
            warnings=warnings(job, kept),
            plan=planned.facts | {"unchanged": the_same, "missing": 0} | kept.facts,
        )
    return planned


def warnings(job: ImportJob, kept: pinned.Kept) -> list[str]:
    """Those that there are, of pins only what this plan says."""
    others = [each for each in job.warnings if pinned.KEPT not in str(each)]
    return [*others, kept.sentence] if kept.values else others


def counts(job: ImportJob) -> Plan:
    """What the plan holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT count(*) FILTER (WHERE product_id IS NULL), count(product_id) FROM {}").format(
                plan_table(job)
            )
        )
        return Plan(*cursor.fetchone())


def longest_row(job: ImportJob) -> int:
    """The bytes of texts in the row of the plan that has the most of them."""
    return int(_ask("SELECT coalesce(max({size}), 0) FROM {plan}", job, size=_size(job)))


def end_of_chunk(job: ImportJob, *, after: int, upto: int, most_bytes: int) -> int:
    """The last position up to `upto` so that the rows behind `after` hold no more than that, or are a single one."""
    return int(_ask(_END_OF_CHUNK, job, [after, upto, most_bytes, after + 1], size=_size(job)))


def _size(job: ImportJob) -> sql.Composed:
    """How many bytes the texts of a row of the plan have, before and after."""
    own = [own_sql.text_bytes()] if own_fields.has_attributes(job) else []
    return sql.SQL(" + ").join([size(FIELDS.changeable), *own])


_END_OF_CHUNK = """
    SELECT max(position)
    FROM (
        SELECT position, sum({size}) OVER (ORDER BY position) AS bytes
        FROM {plan}
        WHERE position > %s AND position <= %s
    ) chunk
    WHERE bytes <= %s OR position = %s
"""

_WRITE_PLAN = """
    -- NULL means that the cell was blank or that the file has no such column: the product keeps what it has, unless
    -- blanks clear. `position` is the order of applying. It follows the key, so that indexes grow in one place.
    CREATE UNLOGGED TABLE {plan} AS
    WITH wanted AS (
        SELECT record_number, line_number, sku_key, sku, {wanted}
        FROM {staging} staged
        WHERE NOT EXISTS (SELECT FROM {superseded} earlier WHERE earlier.record_number = staged.record_number)
    )
    SELECT
        row_number() OVER (ORDER BY wanted.sku_key)::integer AS position,
        wanted.*,
        product.id AS product_id,
        product.version AS version_seen,
        {before}
    FROM wanted
    LEFT JOIN products_product product ON product.sku_key = wanted.sku_key
    WHERE product.id IS NULL OR {matters}
"""

_FIND_REFUSED = """
    -- The rows that lack something, with the keys of what it is. Then all rows of a repeated SKU, if those are refused.
    CREATE TEMPORARY TABLE refused ON COMMIT DROP AS
    SELECT record_number, line_number, sku, product_id IS NULL AS is_new,
        array_remove(ARRAY[{lacks}], NULL)::text[] AS lacking, {is_too_large} AS is_too_large, false AS repeated
    FROM {plan} plan
    WHERE {lacking} OR {is_too_large}
    UNION ALL
    SELECT record_number, line_number, sku, false, ARRAY[]::text[], false, true
    FROM {superseded}
    WHERE kept_record_number IS NULL
"""

_IS_ANY_KNOWN = "SELECT EXISTS (SELECT FROM {staging} JOIN products_product USING (sku_key))"

_FIRST_NEW = "SELECT sku FROM {plan} WHERE product_id IS NULL ORDER BY record_number LIMIT 1"

_TAKE_OUT_REFUSED = """
    DELETE FROM {plan} USING refused WHERE {plan}.record_number = refused.record_number
"""

_CLOSE_GAPS = """
    UPDATE {plan} SET position = numbered.position
    FROM (SELECT record_number, row_number() OVER (ORDER BY position) AS position FROM {plan}) numbered
    WHERE {plan}.record_number = numbered.record_number
"""


def cleared(job: ImportJob) -> frozenset[str]:
    """The keys of the fields that a blank cell of this import empties."""
    if job.options.get("on_blank") != "clear":
        return frozenset()
    return frozenset(field.key for field in _in_file(job) if field.clears)


def _in_file(job: ImportJob) -> tuple[Field, ...]:
    return own_fields.fields_of(job).among(job.options["columns"]["indexes"])


def creates(job: ImportJob) -> sql.Composed:
    """The condition on a row of the plan that a product is made of it: there is none, and the row has what it needs."""
    return sql.SQL(" AND ").join(
        [
            sql.SQL("product_id IS NULL"),
            *(is_given(field, "plan") for field in _needed_still(job)),
        ]
    )


def _needed_still(job: ImportJob) -> list[Field]:
    """Those without which no product is made of a planned row. What is optional, somebody may have left out."""
    if job.spares_what_moved:
        return [field for field in own_fields.fields_of(job).changeable if field.is_needed_when_new(())]
    return needed_when_new(job)


def needed_when_new(job: ImportJob) -> list[Field]:
    """The fields that every new product of this import has."""
    telling = () if new_without_price(job.options) == "accept" else job.options["columns"]["indexes"]
    return [field for field in own_fields.fields_of(job).changeable if field.is_needed_when_new(telling)]


def _write_plan(job: ImportJob) -> None:
    fields, empties = FIELDS.changeable, cleared(job)
    product = column("product")
    values: list[sql.Composable] = [wanted(field, empties) for field in fields]
    kept: list[sql.Composable] = [sql.SQL("{} AS {}").format(product(field), before(field)) for field in fields]
    matters: list[sql.Composable] = [changes(field, empties) for field in fields]
    if own_fields.has_attributes(job):
        own = own_fields.in_file(job)
        emptied = [field for field in own if field.key in empties]
        values.append(own_sql.wanted(emptied))
        kept.append(sql.SQL("product.attributes AS {}").format(own_sql.BEFORE))
        matters.append(own_sql.changes(own, emptied))
    blanks = (sql.SQL("NOT ({})").format(is_given(field, "wanted")) for field in never_blank(job))
    _execute(_WRITE_PLAN, job, wanted=listed(values), before=listed(kept), matters=either([*matters, *blanks]))


def never_blank(job: ImportJob) -> list[Field]:
    """The fields that a blank cell would empty, and that no product can be without."""
    if job.options.get("on_blank") != "clear":
        return []
    return [field for field in _in_file(job) if field.is_needed and not field.clears and field.key != "sku"]


def _refuse(job: ImportJob, *, go_on: Callable[[], None]) -> int:
    """Refuse the rows that only the catalogue or the whole file shows to be wrong. Returns how many.

    Their original text is read from the file again, chunk by chunk, as there may be many.
    """
    columns = ColumnMap(**job.options["columns"])
    if "name" not in columns.indexes and not job.continues_id:
        _expect_known_products(job, columns)
    lacks = _lacks(job)
    keys = (sql.SQL("CASE WHEN {} THEN {} END").format(condition, key) for key, condition in lacks.items())
    is_too_large = _is_too_large(job)
    _execute(_FIND_REFUSED, job, lacks=listed(keys), lacking=either(lacks.values()), is_too_large=is_too_large)
    refused = int(_ask("SELECT count(*) FROM refused", job))
    if refused:
        _execute(_TAKE_OUT_REFUSED, job)
        _execute(_CLOSE_GAPS, job)
        _execute("CREATE INDEX ON refused (record_number)", job)
        for rows in raw_rows(job, go_on=go_on):
            fields = own_fields.fields_of(job)
            store_refusals(job, refusals_among(rows, columns, fields), fields)
    return refused


def _expect_known_products(job: ImportJob, columns: ColumnMap) -> None:
    """Raise FileFailure `no_name_column` if the file has no names and not a single product that is there already."""
    plan = counts(job)
    if plan.creates and not plan.updates and not _ask(_IS_ANY_KNOWN, job):
        raise no_name_column(columns, new=plan.creates, first=str(_ask(_FIRST_NEW, job)))


def _lacks(job: ImportJob) -> dict[str, sql.Composed]:
    """The key of each field that a row may lack → the condition on the plan that one does."""
    always = never_blank(job)
    lacks = {
        field.key: sql.SQL("NOT ({})" if field in always else "(product_id IS NULL AND NOT ({}))").format(
            is_given(field, "plan")
        )
        for field in needed_when_new(job)
    }
    if job.continues_id and "price" in lacks:
        lacks["price"] = mended_plan.unless_marked(job, lacks["price"])
    return lacks


def _is_too_large(job: ImportJob) -> sql.Composable:
    """The condition on the plan that a product would have more in its own fields than one can hold, and than it has."""
    if not own_fields.has_attributes(job):
        return sql.SQL("false")
    before = sql.SQL("coalesce({}, '{{}}')").format(own_sql.BEFORE)
    after = own_sql.after(own_sql.COLUMN, before)
    return sql.SQL("(octet_length({after}::text) > greatest({most}, octet_length({before}::text)))").format(
        after=after, before=before, most=sql.Literal(settings.PRODUCT_ATTRIBUTES_MAX_BYTES)
    )


def _finish(job: ImportJob) -> Plan:
    """Make the plan quick to read in order."""
    _execute("ALTER TABLE {plan} ADD PRIMARY KEY (position)", job)
    tables.analyse(plan_table(job))
    return counts(job)


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job, **parts))


def _ask(question: str, job: ImportJob, parameters: Sequence[int] | None = None, **parts: sql.Composable) -> Any:
    """The answer of a statement that has a single one."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(question, job, **parts), parameters)
        return cursor.fetchone()[0]


def _statement(statement: str, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(
        staging=staging.staging_table(job), plan=plan_table(job), superseded=superseded_table(job), **parts
    )
