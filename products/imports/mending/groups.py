"""The refused rows of a job by the code of what is wrong, and what can be done to all rows with one."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from products.fields.kinds import Boolean, LongText, Money, Text
from products.fields.own_kinds import OwnMoney
from products.fields.registry import Fields
from products.imports.mending import actions
from products.imports.mending.bench import Bench
from products.imports.mending.one_for_all import MOST_ROWS
from products.jobs.models import ImportJob

_BY_CODE = """
    SELECT error ->> 'code', min(error ->> 'column'), min(coalesce(error ->> 'header', error ->> 'column')),
        min(error ->> 'reason'), count(DISTINCT refused.id)
    FROM imports_rejectedrow refused
    LEFT JOIN imports_importjob taker ON taker.id = refused.taken_by,
    jsonb_array_elements(coalesce(refused.remaining, refused.errors)) error
    WHERE refused.job_id = %s AND refused.became = ''
      AND (refused.taken_by IS NULL OR taker.status IN ('failed', 'cancelled'))
    GROUP BY 1
    ORDER BY 5 DESC, 1
"""


class Choice(NamedTuple):
    """An action as a person chooses it."""

    name: str
    label: str


class Group(NamedTuple):
    code: str
    header: str
    reason: str
    rows: int
    choices: list[Choice]
    """Empty if the rows can only be corrected one by one."""


def groups_of(bench: Bench) -> list[Group]:
    """The most frequent code first; none of a job with more rows than can be corrected at once."""
    job = bench.job
    return [] if job.rejected > MOST_ROWS else [*_groups(job, bench)]


def _groups(job: ImportJob, bench: Bench) -> Iterator[Group]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_CODE, [job.id])
        found: list[Any] = cursor.fetchall()
    made = bench.table.columns.made
    for code, column, header, reason, rows in found:
        is_plain = column in bench.table.columns.indexes and column not in made
        choices = [*_choices(code, column, header, bench.fields)] if is_plain else []
        yield Group(code, header or "", reason or code, rows, choices)


def _choices(code: str, column: str, header: str, fields: Fields) -> Iterator[Choice]:
    kind = fields[column].kind
    if column == "price":
        yield Choice(actions.WITHOUT_PRICE, "Take without a price")
    if code.endswith("_too_long") and isinstance(kind, Text | LongText):
        yield Choice(actions.SHORTEN, "Shorten")
    if column == "active" and isinstance(kind, Boolean):
        yield Choice(actions.INACTIVE, "Take as inactive")
    if isinstance(kind, Money | OwnMoney) and not code.startswith("missing_"):
        yield Choice(actions.STRIP_CURRENCY, "Strip the currency")
    yield Choice(actions.SET, f"Set {header}")
