"""The job's snapshot: computed from its row, published to Redis after each commit, read by whoever watches.

Redis holds nothing that PostgreSQL does not know. A published snapshot is trusted while it is young; after that
PostgreSQL is asked, so a lost publication costs no more than a moment.
"""

import json
import math
from datetime import UTC, datetime
from typing import TypedDict, cast
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseUnavailable
from django.utils import timezone
from redis import Redis

from product_importer.lib import redis_client
from product_importer.lib.humanize import counted
from product_importer.lib.warning import Warned
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.jobs.states import ENDING_SENTENCES, SENTENCES, STARTING, Phase, State, Status

FRESH_SECONDS = 2.0
"""How long a published snapshot is believed without asking PostgreSQL."""


class ErrorFacts(TypedDict):
    code: str
    message: str


class WarningFacts(TypedDict):
    code: str
    message: str
    count: int
    """Of how many rows, columns, values or products it is true."""
    examples: list[str]
    """Up to ten of them."""


class Snapshot(TypedDict):
    task_id: str
    job_id: str
    kind: str
    title: str
    undo_of: str | None
    """The job that it undoes."""
    file_name: str
    mode: str
    created_by: str | None
    status: str
    phase: str
    state: str
    ending: str | None
    waits_for: str | None
    progress: int
    total_rows: int
    processed_rows: int
    counts: dict[str, int]
    plan: dict[str, int] | None
    missing: dict[str, int]
    rows_per_second: int | None
    eta_seconds: int | None
    warnings: list[WarningFacts]
    error: ErrorFacts | None
    created_at: str | None
    started_at: str | None
    asked_seconds: float
    """How long it waited for a person since it started."""
    finished_at: str | None


def snapshot(job: ImportJob) -> Snapshot:
    """The job at this moment, as every client gets it. Only while it compares does that depend on the clock."""
    seconds = _seconds(job)
    return {
        "task_id": str(job.id),
        "job_id": str(job.id),
        "kind": job.kind,
        "title": str(job),
        "undo_of": str(job.undo_of_id) if job.undo_of_id else None,
        "file_name": job.file_name,
        "mode": job.mode.value,
        "created_by": job.created_by.get_username() if job.created_by else None,
        "status": job.status,
        "phase": job.phase,
        "state": job.state.value,
        "ending": job.ending,
        "waits_for": job.waits_for if job.state is State.WAITING else None,
        "progress": job.shown_progress,
        "total_rows": job.total_rows,
        "processed_rows": job.processed_rows,
        "counts": job.counts,
        "plan": job.plan,
        "missing": job.of_missing,
        "rows_per_second": _rows_per_second(job, seconds),
        "eta_seconds": _eta_seconds(job, seconds),
        "warnings": [cast(WarningFacts, Warned.of(each).as_json) for each in job.warnings],
        "error": {"code": job.error_code, "message": job.error_message} if job.error_code else None,
        "created_at": rfc3339(job.created_at),
        "started_at": rfc3339(job.started_at),
        "asked_seconds": round(job.asked_seconds, 3),
        "finished_at": rfc3339(job.finished_at),
    }


def publish(job: ImportJob) -> None:
    """Put the job's snapshot where watchers look first. While Redis is away they find it in PostgreSQL."""
    values = {
        "status": sentence(job),
        "progress": str(job.shown_progress),
        "error": job.error_message,
        "snapshot": json.dumps(snapshot(job)),
    }
    redis_client.ask(lambda redis: _write(redis, job.id, values), otherwise=None)


def read(job_id: UUID) -> Snapshot | None:
    """The job's newest known snapshot, or None if there is no such job.

    Raises a database error only if PostgreSQL is away and Redis knows nothing of the job.
    """
    published, age = redis_client.ask(lambda redis: _published(redis, job_id), otherwise=(None, 0.0))
    if published and age <= FRESH_SECONDS:
        return published
    try:
        job = ImportJob.objects.select_related("created_by").filter(pk=job_id).first()
    except DatabaseUnavailable:
        if published:
            return published
        raise
    return snapshot(job) if job else None


def sentence(job: ImportJob) -> str:
    """What the job is doing, in words."""
    if job.status == Status.PROCESSING and job.state is State.QUEUED:
        return STARTING
    counts = ", ".join(f"{count:,} {name}" for name, count in job.counts.items() if count) or "no rows"
    if job.kind == Kind.DELETE:
        counts = f"{job.deleted:,} deleted"
    return SENTENCES[job.state].format(
        ending=ENDING_SENTENCES[job.ending] if job.ending else "",
        waits_for=job.waits_for,
        total=counted(job.total_rows, "row" if job.kind == Kind.IMPORT else "product"),
        processed_rows=job.processed_rows,
        counts=counts,
        error_message=job.error_message,
    )


def rfc3339(moment: datetime | None) -> str | None:
    """UTC, to the millisecond."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _seconds(job: ImportJob) -> float:
    """From the job's start to its last committed step, without its waiting for a person."""
    if job.working_since is None:
        return 0.0
    return max(0.0, ((job.finished_at or job.updated_at) - job.working_since).total_seconds())


def _rows_per_second(job: ImportJob, seconds: float) -> int | None:
    """Records read while reading, then changes applied since the plan; of an ended job, settled ones of its whole time.

    Null while one statement compares all of them, and until the first of them are applied.
    """
    if job.status == Status.PROCESSING and job.phase == Phase.APPLYING and job.planned_at:
        applying = (job.applied_at - job.planned_at).total_seconds() if job.applied_at else 0
        return round(job.checkpoint / applying) if applying > 0 and job.checkpoint else None
    rows = job.total_rows if job.phase == Phase.READING else job.processed_rows
    if seconds <= 0 or not rows or job.phase == Phase.PLANNING or job.state is State.WAITING:
        return None
    return round(rows / seconds)


def _eta_seconds(job: ImportJob, seconds: float) -> int | None:
    """As long as it took so far for each point of progress, for those that remain. Waiting does not count.

    Null while it waits, and while search is updated at the end.
    """
    done = job.shown_progress
    if job.status != Status.PROCESSING or job.state in {State.WAITING, State.FINISHING} or not done or not seconds:
        return None
    if job.state is State.COMPARING:
        seconds = _age(job.working_since)
    return math.ceil(max(0.0, seconds - _seconds_waited(job)) * (100 - done) / done)


def _age(moment: datetime | None) -> float:
    return (timezone.now() - moment).total_seconds() if moment else 0.0


def _seconds_waited(job: ImportJob) -> float:
    """For the catalogue, once the file was read."""
    if not job.read_at or not job.comparison_began_at:
        return 0.0
    return max(0.0, (job.comparison_began_at - job.read_at).total_seconds())


def _key(job_id: UUID, name: str) -> str:
    return f"upload:{job_id}:{name}"


def _write(redis: Redis, job_id: UUID, values: dict[str, str]) -> None:
    pipeline = redis.pipeline(transaction=True)
    for name, value in values.items():
        pipeline.set(_key(job_id, name), value, ex=settings.PROGRESS_KEEP_SECONDS)
    pipeline.execute()


def _published(redis: Redis, job_id: UUID) -> tuple[Snapshot | None, float]:
    """The snapshot in Redis and its age in seconds, which the key's remaining life tells."""
    key = _key(job_id, "snapshot")
    pipeline = redis.pipeline(transaction=False)
    pipeline.get(key)
    pipeline.pttl(key)
    text, life = pipeline.execute()
    if text is None:
        return None, 0.0
    return cast(Snapshot, json.loads(text)), settings.PROGRESS_KEEP_SECONDS - life / 1000
