"""How tests ask for bulk work, and do what a worker does."""

import json
from typing import Any

from django.db import connection
from django.test import Client

from products.bulk import tasks
from products.jobs.models import ImportJob
from products.models import Product

ALL = "/products/imports/delete-all/"
ACT = "/products/imports/selection/"
API = "/products/api/products/"
DELETE = f"{API}bulk-delete/"
UPDATE = f"{API}bulk-update/"
TASKS = {"delete": tasks.bulk_delete_products, "update": tasks.bulk_update_products}


def skus(**wanted: Any) -> set[str]:
    return set(Product.objects.filter(**wanted).values_list("sku", flat=True))


def call(client: Client, path: str, body: object, method: str = "post") -> Any:
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


def do(answer: Any) -> ImportJob:
    """What a worker does with the job that was accepted."""
    assert answer.status_code == 202, answer.content
    return work(ImportJob.objects.get(pk=answer.json()["task_id"]))


def work(job: ImportJob) -> ImportJob:
    TASKS[job.kind](str(job.pk))
    job.refresh_from_db()
    return job


def facts(job: ImportJob) -> tuple[Any, ...]:
    done = job.deleted if job.kind == "delete" else job.updated
    return job.status, job.total_rows, done, job.unchanged


def tables_left() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        return [name for (name,) in cursor]
