"""Jobs and rows for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from products.imports.models import RejectedRow
from products.jobs.models import ImportJob

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CSV = b"sku,name,price\nA-1,Kettle,10.00\n"


def make_job(*, content: bytes = CSV, **values: Any) -> ImportJob:
    """A job with a stored file; times from noon on unless given."""
    job = ImportJob(
        **{"file_name": "spring.csv", "file_size": len(content), "created_at": NOON, "updated_at": NOON} | values
    )
    job.file.save(job.file_name, ContentFile(content), save=False)
    job.save(force_insert=True)
    return job


def finished_job(**values: Any) -> ImportJob:
    end: dict[str, Any] = {"status": "completed", "phase": "done", "progress": 100, "started_at": NOON}
    return make_job(**end | {"finished_at": NOON + timedelta(seconds=4)} | values)


def reject(
    job: ImportJob,
    record_number: int,
    raw: str,
    message: str = "The price is missing.",
    *,
    code: str = "missing_price",
) -> RejectedRow:
    error = {"column": "price", "code": code, "value": "", "message": message}
    return RejectedRow.objects.create(
        job=job, record_number=record_number, line_number=record_number, raw=raw, errors=[error]
    )


def running_job(**values: Any) -> ImportJob:
    facts: dict[str, Any] = {
        "status": "processing",
        "phase": "applying",
        "progress": 63,
        "started_at": timezone.now() - timedelta(seconds=3),
        "total_rows": 500_000,
        "created": 300_000,
        "updated": 15_000,
    }
    return make_job(**facts | values)
