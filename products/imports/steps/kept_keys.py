"""Which rows of a file counted: kept by jobs with rejected rows, for those that are mended later."""

from django.db import connection
from psycopg import sql

from products.imports.models import KeptKeys
from products.imports.steps.staging import staging_table
from products.jobs.models import ImportJob
from products.jobs.record import Mode

KEYS_TOGETHER = 100_000

_KEEP = """
    INSERT INTO imports_keptkeys (job_id, keys, numbers)
    SELECT %s, array_agg(sku_key), array_agg(record_number)
    FROM {staging} staged
    WHERE NOT EXISTS (SELECT FROM refused WHERE refused.record_number = staged.record_number)
    GROUP BY record_number / %s
"""


def keep(job: ImportJob) -> None:
    """Inside the transaction of planning, once it has refused what it refuses. Written anew when that is done again."""
    KeptKeys.objects.filter(job=job).delete()
    if job.mode is Mode.DRY_RUN:
        return
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_KEEP).format(staging=staging_table(job)), [job.id, KEYS_TOGETHER])
        if not cursor.rowcount:
            KeptKeys.objects.create(job=job, keys=[], numbers=[])
