"""Jobs that have come as far as a test wants, without a conductor and its locks."""

from typing import TypeAlias

from django.core.files.base import ContentFile
from django.db import connection
from psycopg import sql

from products.fields.skus import fold
from products.imports import receiving
from products.imports.steps import planning, staging
from products.jobs.conductor import never
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.factories import put

HEADER = "sku,name,description,price,active\n"

Values: TypeAlias = dict[str, object]


def go_on() -> None:
    """Nobody wants the job stopped."""
    assert not never()


def begun(content: str | bytes, **options: object) -> ImportJob:
    """A job with this file, which has just begun."""
    data = content.encode() if isinstance(content, str) else content
    job = receiving.keep(ContentFile(data), file_name="test.csv", user=None, options=options)
    assert job.begin()
    return job


def staged(content: str | bytes, **options: object) -> ImportJob:
    job = begun(content, **options)
    staging.stage(job, go_on=go_on)
    return job


def planned(content: str | bytes, **options: object) -> ImportJob:
    job = staged(content, **options)
    planning.plan(job, go_on=go_on)
    return job


def table_of(table: sql.Identifier, order: str) -> list[Values]:
    """All rows of a job's own table, each as column → value."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} ORDER BY {}").format(table, sql.Identifier(order)))
        names = [each.name for each in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def plan_of(job: ImportJob) -> list[Values]:
    """The plan in the order of applying."""
    return table_of(planning.plan_table(job), "position")


def refused(job: ImportJob) -> dict[int, list[str]]:
    """Record number → codes."""
    rows = job.rejected_rows.in_file_order()
    return {row.record_number: [error["code"] for error in row.errors] for row in rows}


def product(sku: str, **values: object) -> Product:
    """A product that has been in the catalogue for long."""
    facts: dict[str, object] = {"name": "Old", "description": "Old text", "price": "1.00", "active": True}
    (made,) = put([Product(sku=sku, sku_key=fold(sku), **facts | values)])
    made.refresh_from_db()
    return made
