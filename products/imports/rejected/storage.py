"""Refused rows → RejectedRow, by COPY: a file may be refused in every row. And how many have which reason."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection

from products.fields.reasons import Reason, Refusal
from products.fields.registry import FIELDS, Fields
from products.imports.rejected.wording import in_general
from products.jobs.models import ImportJob

_COPY = "COPY imports_rejectedrow (job_id, record_number, line_number, raw, errors) FROM STDIN"


def store_refusals(job: ImportJob, refusals: Iterable[Refusal], fields: Fields = FIELDS) -> None:
    """Keep the rows and their reasons. What PostgreSQL cannot store is replaced: NUL by ␀."""
    rows = Counter[tuple[str, str]]()
    headers = job.options.get("columns", {}).get("headers", {})
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for refusal in refusals:
            errors = [as_json(reason, fields, headers) for reason in refusal.reasons]
            rows.update({(str(error["code"]), str(error["reason"])) for error in errors})
            copy.write_row(
                (
                    job.id,
                    refusal.record_number,
                    refusal.line_number,
                    storable(refusal.raw),
                    json.dumps(errors, ensure_ascii=False),
                )
            )

    if rows:
        _count(job, rows)


def forget_refusals(job: ImportJob) -> None:
    """The file is read again."""
    job.rejected_rows.all().delete()
    job.rejection_reasons.all().delete()


def as_json(reason: Reason, fields: Fields, headers: Mapping[str, str]) -> dict[str, str | None]:
    """As a row keeps it. `headers`: of the columns of fields."""
    header = headers.get(reason.column, reason.column) if reason.column else None
    facts = reason._asdict() | {"reason": in_general(reason, fields), "header": header}
    return {key: storable(value) for key, value in facts.items()}


_COUNT = """
    INSERT INTO imports_rejectionreason (job_id, code, reason, rows)
    SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::integer[])
    ON CONFLICT (job_id, code, reason) DO UPDATE SET rows = imports_rejectionreason.rows + excluded.rows
"""


def _count(job: ImportJob, rows: Mapping[tuple[str, str], int]) -> None:
    codes, reasons = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [job.id, [*codes], [*reasons], [*rows.values()]])


def storable(text: str | None) -> str | None:
    """The text as PostgreSQL can store it."""
    return None if text is None else text.replace("\0", "␀").encode("utf-8", "replace").decode()
