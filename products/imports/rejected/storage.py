"""Refused rows → RejectedRow, by COPY: a file may be refused in every row."""

import json
from collections.abc import Iterable

from django.db import connection

from products.fields.reasons import Refusal
from products.jobs.models import ImportJob

_COPY = "COPY imports_rejectedrow (job_id, record_number, line_number, raw, errors) FROM STDIN"


def store_refusals(job: ImportJob, refusals: Iterable[Refusal]) -> None:
    """Keep the rows and their reasons. What PostgreSQL cannot store is replaced: NUL by ␀."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for refusal in refusals:
            errors = [{key: _storable(value) for key, value in reason._asdict().items()} for reason in refusal.reasons]
            copy.write_row(
                (
                    job.id,
                    refusal.record_number,
                    refusal.line_number,
                    _storable(refusal.raw),
                    json.dumps(errors, ensure_ascii=False),
                )
            )


def _storable(text: str | None) -> str | None:
    return None if text is None else text.replace("\0", "␀").encode("utf-8", "replace").decode()
