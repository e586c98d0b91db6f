"""Parts of a plan that a person leaves out, and takes back: products, fields, or all changes that match a filter.

A value that is left out stands in `left_values`, and in its own place what the product has already, so that applying
needs to know nothing of it. A product of which nothing remains is set aside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from psycopg import sql

from products.fields.field import Field
from products.fields.skus import fold
from products.fields.sql import before, plain
from products.imports.models import Review
from products.imports.review.deciding import undecided
from products.imports.review.filters import Filters, InvalidFilter
from products.imports.review.recounting import count_part, part_counted_again
from products.imports.steps import left_out, planning, reviewed
from products.jobs.models import ImportJob

NEVER_OF_NEW = "name"
"""What no new product can be without."""


@dataclass(frozen=True)
class Part:
    """Of the plan: these products, or all that match; the whole of them, or only these fields."""

    skus: Collection[str] = ()
    fields: Collection[str] = ()
    filters: Filters = field(default_factory=Filters)

    @property
    def is_everything(self) -> bool:
        return not self.skus and not self.fields and self.filters == Filters()

    def condition(self, job: ImportJob) -> sql.Composable:
        matching = self.filters.condition(job)
        if not self.skus:
            return matching
        keys = sql.Literal([*map(fold, self.skus)])
        return sql.SQL("(sku_key = ANY ({})) AND ({})").format(keys, matching)


class CannotLeaveOut(Exception):
    """New products would lack what they need."""

    def __init__(self, new: int) -> None:
        super().__init__(
            f"{new:,} of these products are new and need their name. Leave the name out of changed products only, or "
            "leave the new products out."
        )


def leave_out(job: ImportJob, part: Part) -> Review:
    """Take the part out of the plan. Raises NotWaiting, InvalidFilter or CannotLeaveOut."""
    with transaction.atomic():
        review = undecided(job)
        fields = _fields(job, part.fields)
        _choose(job, part, left_out.remains(job))
        before = count_part(job, PART)
        if fields:
            _take_values_out(job, fields)
            after = count_part(job, PART)
        else:
            left_out.make(job)
            after = before.left_out(_execute("INSERT INTO {left} SELECT position FROM part ORDER BY position", job))
        return part_counted_again(job, review, before, after)


def take_back(job: ImportJob, part: Part) -> Review:
    """Put the part back into the plan. Raises NotWaiting or InvalidFilter."""
    with transaction.atomic():
        review = undecided(job)
        fields = _fields(job, part.fields)
        _choose(job, part, sql.SQL("position IN ({})").format(left_out.of_which_something_is(job)))
        left_out.make(job)
        if not fields and _is_left_as_a_whole(job):
            products = _execute(_TAKE_BACK_NOTED, job)
            after = count_part(job, PART)
            return part_counted_again(job, review, after.left_out(products), after)
        before = count_part(job, PART)
        _put_back(job, fields)
        return part_counted_again(job, review, before, count_part(job, PART))


def _put_back(job: ImportJob, fields: Sequence[Field]) -> None:
    """These fields, or all of the rows. In one statement, as they were taken out."""
    meant = fields or reviewed.changed_fields(job)
    keys = sql.Literal([each.key for each in meant])
    _execute(_TAKE_BACK_NOTED_WITH if fields else _TAKE_BACK_NOTED, job, keys=keys)
    columns = [sql.SQL(_WITH).format(**_names(each)) for each in meant if not each.own]
    values = sql.SQL("").join([*columns, _with_own([each for each in meant if each.own])])
    _execute(_PUT_BACK, job, values=values, keys=keys, whole=sql.SQL("FALSE" if fields else "aside = 'left_out'"))


def _with_own(fields: Sequence[Field]) -> sql.Composable:
    """The attributes, with what was left out of each of these fields."""
    if not fields:
        return sql.SQL("")
    values = sql.SQL(" || ").join(sql.SQL(_OWN_VALUE).format(**_names(each)) for each in fields)
    return sql.SQL(_WITH_OWN).format(keys=sql.Literal([each.key for each in fields]), values=values)


def _is_left_as_a_whole(job: ImportJob) -> bool:
    """Whether every row that is meant stands beside the plan, and no values of it were left out."""
    with connection.cursor() as cursor:
        names = {"plan": planning.plan_table(job), "left": left_out.left_table(job)}
        cursor.execute(sql.SQL(_IS_LEFT_AS_A_WHOLE).format(**names))
        return bool(cursor.fetchone()[0])


def _choose(job: ImportJob, part: Part, condition: sql.Composable) -> None:
    """Write down which rows of the plan are meant, before any of them changes."""
    _execute("DROP TABLE IF EXISTS part", job)
    _execute(_CHOOSE, job, condition=sql.SQL("{} AND ({})").format(condition, part.condition(job)))
    _execute("ANALYZE part", job)


def _take_values_out(job: ImportJob, fields: Sequence[Field]) -> None:
    """In one statement, which writes each row once: there may be half a million."""
    if NEVER_OF_NEW in {each.key for each in fields} and (new := _count_new(job)):
        raise CannotLeaveOut(new)
    named = {each: {"goes": _goes(job, each), **_names(each)} for each in fields}
    gone = [sql.SQL(_LEFT_OWN if each.own else _LEFT).format(**names) for each, names in named.items()]
    columns = [sql.SQL(_WITHOUT).format(**names) for each, names in named.items() if not each.own]
    others = [reviewed.changes(job, each) for each in reviewed.changed_fields(job) if each not in named]
    _execute(
        _TAKE_OUT,
        job,
        gone=sql.SQL(" || ").join(gone),
        columns=sql.SQL("").join(columns),
        attributes=_without_own([names for each, names in named.items() if each.own]),
        others=sql.SQL(" OR ").join([sql.SQL("FALSE"), *others]),
        action=reviewed.action_of(job),
        any_goes=sql.SQL(" OR ").join(names["goes"] for names in named.values()),
    )


def _goes(job: ImportJob, each: Field) -> sql.Composed:
    """The condition on a row that it has a value of the field to be left out."""
    return sql.SQL("({} OR product_id IS NULL AND {})").format(reviewed.changes(job, each), _is_given(each))


def _without_own(fields: Sequence[Mapping[str, sql.Composable]]) -> sql.Composable:
    """The attributes, with what the product has of each of these fields."""
    attributes: sql.Composable = sql.SQL("attributes")
    for names in fields:
        attributes = sql.SQL(_WITHOUT_OWN).format(attributes=attributes, **names)
    return sql.SQL(", attributes = {}").format(attributes) if fields else sql.SQL("")


def _fields(job: ImportJob, keys: Collection[str]) -> list[Field]:
    known = {each.key: each for each in reviewed.changed_fields(job)}
    for key in keys:
        if key not in known:
            raise InvalidFilter({"fields": f"This import changes no field “{key}”."})
    return [known[key] for key in keys]


def _count_new(job: ImportJob) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT count(*) FROM {} JOIN part USING (position) WHERE product_id IS NULL").format(
                planning.plan_table(job)
            )
        )
        return int(cursor.fetchone()[0])


def _is_given(each: Field) -> sql.Composed:
    if each.own:
        return sql.SQL("attributes -> {} IS NOT NULL").format(sql.Literal(each.key))
    return sql.SQL("{} IS NOT NULL").format(sql.Identifier(each.key))


def _names(each: Field) -> dict[str, sql.Composable]:
    return {
        "column": sql.Identifier(each.key),
        "told": plain(each, sql.Identifier(each.key)),
        "before": before(each),
        "key": sql.Literal(each.key),
        "type": sql.SQL(each.kind.sql_type),
    }


PART = sql.SQL("SELECT position FROM part")
"""The rows that are meant, once they are written down."""

_CHOOSE = """
    CREATE TEMPORARY TABLE part ON COMMIT DROP AS SELECT position FROM {plan} plan WHERE {condition}
"""

_IS_LEFT_AS_A_WHOLE = """
    SELECT (SELECT count(*) FROM part) = (SELECT count(*) FROM part JOIN {left} USING (position))
        AND NOT EXISTS (SELECT FROM {plan} JOIN part USING (position) WHERE left_values IS NOT NULL)
"""

_TAKE_BACK_NOTED = "DELETE FROM {left} gone USING part WHERE part.position = gone.position"

_TAKE_BACK_NOTED_WITH = """
    DELETE FROM {left} gone USING part JOIN {plan} plan USING (position)
    WHERE part.position = gone.position AND left_values ?| {keys}::text[]
"""

_TAKE_OUT = """
    UPDATE {plan} plan
    SET left_values = coalesce(left_values, '{{}}') || {gone}{columns}{attributes},
        aside = CASE WHEN {action} = 'update' AND aside IS NULL AND NOT ({others}) THEN 'left_out' ELSE aside END
    FROM part WHERE part.position = plan.position AND ({any_goes})
"""
"""`others`: whether another field of the product changes."""

_LEFT = "CASE WHEN {goes} THEN jsonb_build_object({key}, {told}) ELSE '{{}}' END"
_LEFT_OWN = "CASE WHEN {goes} THEN jsonb_build_object({key}, attributes -> {key}) ELSE '{{}}' END"
_WITHOUT = ", {column} = CASE WHEN {goes} THEN {before} ELSE {column} END"
_WITHOUT_OWN = """CASE WHEN {goes} THEN ({attributes} - {key}) || CASE
    WHEN attributes_before ? {key} THEN jsonb_build_object({key}, attributes_before -> {key}) ELSE '{{}}'
END ELSE {attributes} END"""

_PUT_BACK = """
    UPDATE {plan} plan SET aside = NULL, left_values = nullif(left_values - {keys}::text[], '{{}}'){values}
    FROM part WHERE part.position = plan.position AND (left_values ?| {keys}::text[] OR {whole})
"""
_WITH = ", {column} = CASE WHEN left_values ? {key} THEN (left_values ->> {key})::{type} ELSE {column} END"
_WITH_OWN = """, attributes = CASE WHEN left_values ?| {keys}::text[]
    THEN coalesce(attributes, '{{}}') || {values} ELSE attributes
END"""
_OWN_VALUE = "CASE WHEN left_values ? {key} THEN jsonb_build_object({key}, left_values -> {key}) ELSE '{{}}' END"


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job), left=left_out.left_table(job), **parts))
        return int(cursor.rowcount)
