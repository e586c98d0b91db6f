"""The file beside the last one of its source: how many rows it has, and which fields it fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypedDict

from django.db import connection
from psycopg import sql

from product_importer.lib.humanize import counted
from products.fields.field import Field
from products.fields.sql import is_given, listed
from products.imports.belts.belt import MOST_EXAMPLES, Belt, Example, belt, is_more
from products.imports.models import SeatBelts, Source
from products.imports.steps import own_fields, reviewed, staging
from products.jobs.models import ImportJob
from products.jobs.states import Status


class Facts(TypedDict):
    """Of a file, kept for the next one of its source."""

    rows: int
    """That are products, or were to be."""
    sound: int
    """That were not refused by themselves."""
    filled: dict[str, int]
    """Field → sound rows in which it has a value."""


def facts_of(job: ImportJob) -> Facts:
    """One look at the staged rows."""
    fields = reviewed.changed_fields(job)
    sums = [sql.SQL("count(*) FILTER (WHERE {})").format(_has(field)) for field in fields]
    statement = sql.SQL("SELECT {} FROM {} staged").format(
        listed([sql.SQL("count(*)"), *sums]), staging.staging_table(job)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        sound, *filled = cursor.fetchone()
    keys = (field.key for field in fields)
    return Facts(rows=job.total_rows - job.skipped, sound=sound, filled=dict(zip(keys, filled, strict=True)))


def last_facts(job: ImportJob) -> Facts | None:
    """Of the last completed import of the same source."""
    earlier = SeatBelts.objects.filter(
        job__source_id=job.source_id, job__status=Status.COMPLETED, job__created_at__lt=job.created_at
    ).exclude(file=None)
    last = earlier.exclude(job__options__contains={"mode": "dry_run"}).order_by("-job__created_at", "-job_id").first()
    return last.file if last else None


def belts_of(job: ImportJob, now: Facts, last: Facts, limits: Mapping[str, int]) -> Iterator[Belt]:
    fewer = last["rows"] - now["rows"]
    if fewer >= limits["at_least"] and now["rows"] * 100 < last["rows"] * limits["fewer_rows"]:
        yield belt("fewer_rows", fewer, last["rows"], _fewer(job, now, last))
    if emptied := [*_emptied(now, last, limits)]:
        yield _field_emptied(job, emptied, now, last)


def _fewer(job: ImportJob, now: Facts, last: Facts) -> str:
    return (
        f"The file has {counted(now['rows'], 'row')}; the last one of {_name_of_source(job)} had {last['rows']:,}. "
        "It may have been cut short."
    )


def _emptied(now: Facts, last: Facts, limits: Mapping[str, int]) -> Iterator[str]:
    for key, before in last["filled"].items():
        filled = now["filled"].get(key, 0)
        was_full = is_more(before, last["sound"], limits["field_filled"])
        is_empty = filled * 100 < now["sound"] * limits["field_emptied"]
        if was_full and is_empty and now["sound"] - filled >= limits["at_least"]:
            yield key


def _field_emptied(job: ImportJob, keys: list[str], now: Facts, last: Facts) -> Belt:
    fields = own_fields.fields_of(job)
    labels = {key: fields[key].label if key in fields else key for key in keys}
    figure = sum(now["sound"] - now["filled"].get(key, 0) for key in keys)
    shares = (
        f"{labels[key]}: {_percent(now['filled'].get(key, 0), now['sound'])} filled in, "
        f"{_percent(last['filled'][key], last['sound'])} the last time"
        for key in keys
    )
    said = f"{counted(figure, 'cell')} of fields that the last file of {_name_of_source(job)} filled in"
    said += f" {'is' if figure == 1 else 'are'} empty. {'; '.join(shares)}."
    return belt(
        "field_emptied",
        figure,
        now["sound"] * len(keys),
        said,
        _examples(job, [fields[key] for key in keys if key in now["filled"]]),
    )


def _examples(job: ImportJob, fields: list[Field]) -> list[Example]:
    if not fields:
        return []
    empty = sql.SQL(" OR ").join(sql.SQL("NOT {}").format(_has(field)) for field in fields)
    statement = sql.SQL("SELECT record_number, sku FROM {} staged WHERE {} ORDER BY record_number LIMIT {}").format(
        staging.staging_table(job), empty, sql.Literal(MOST_EXAMPLES)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Example(record_number=number, sku=sku, says="") for number, sku in cursor.fetchall()]


def _has(field: Field) -> sql.Composed:
    given = is_given(field, "staged")
    if field.own or not isinstance(field.absent, str):
        return sql.SQL("({})").format(given)
    return sql.SQL("(coalesce({}, '') <> '')").format(sql.Identifier("staged", field.key))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def _name_of_source(job: ImportJob) -> str:
    source = Source.objects.filter(pk=job.source_id).only("name").first() if job.source_id else None
    return source.name if source else "this source"
