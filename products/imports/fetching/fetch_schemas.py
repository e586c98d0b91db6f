"""The shapes of how sources are fetched that the API takes and answers with."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from products.imports.fetch_models import FetchKind, RunOutcome, SourceFetch, SourceRun, Trigger
from products.imports.fetching.credentials import ALL_NAMES
from products.imports.fetching.places import LONGEST
from products.imports.sources.arrival import Arrival, credential_names, described, shown_address
from products.imports.sources.host_keys import fingerprint
from products.jobs.progress import rfc3339

Kind = Annotated[str, WithJsonSchema({"enum": FetchKind.values})]
Words = Annotated[str, Field(max_length=200)]
Credentials = Annotated[
    dict[str, Annotated[str, Field(max_length=20_000)]],
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]


class FetchIn(Schema):
    """From where and when. The first time `kind` and `address` are needed."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind | None = None
    address: Annotated[str, Field(max_length=LONGEST)] | None = Field(
        None, description="A URL, or the path of a folder. `?…` at its end keeps the query that is there."
    )
    pattern: Words | None = Field(None, description="Of file names, such as prices-*.csv: the newest is fetched.")
    credentials: Credentials = Field(
        {},
        description=f"Any of {', '.join(ALL_NAMES)}. Never told again; those not named stay, an empty one is removed.",
    )
    schedule: Words | None = Field(None, description="Such as `every 15 minutes` or `weekly on Monday at 08:00`.")
    time_zone: Annotated[str, Field(max_length=64)] | None = Field(None, description="Such as Europe/Berlin.")
    quiet_from: Words | None = Field(None, description="A time of day, such as 22:00; empty: no quiet hours.")
    quiet_until: Words | None = None
    expected_by: Words | None = Field(None, description="Such as `Monday 08:00` or `daily at 07:30`.")
    paused: StrictBool = False
    forget_host_key: StrictBool = Field(False, description="The next key that the SFTP server shows is trusted.")
    version: StrictInt | None = Field(None, description="The one that you saw: 409 if it is another by now.")


class FetchOut(Schema):
    kind: Kind
    address: str
    pattern: str
    credentials: list[str] = Field(description="The names of those that are kept. Their values are never told.")
    host_key: str = Field(description="The fingerprint of the SFTP server's key that is trusted.")
    schedule: str
    time_zone: str
    quiet_from: str | None
    quiet_until: str | None
    expected_by: str
    paused: bool
    state: str
    next_run_at: str | None
    due_by: str | None
    last_file_at: str | None
    version: int


class RunOut(Schema):
    id: int
    trigger: Annotated[str, WithJsonSchema({"enum": Trigger.values})]
    asked_by: str | None
    asked_at: str
    started_at: str | None
    ended_at: str | None
    outcome: Annotated[str | None, WithJsonSchema({"enum": [*RunOutcome.values, None]})] = Field(
        description="Null while it has not ended."
    )
    code: str | None
    message: str | None
    file_name: str | None
    bytes: int
    job_id: UUID | None


class Runs(Schema):
    results: list[RunOut]
    next_cursor: str | None
    previous_cursor: str | None


def described_fetch(fetch: SourceFetch, arrival: Arrival) -> dict[str, Any]:
    told = described(arrival) or {}
    return told | {
        "address": shown_address(fetch),
        "pattern": fetch.pattern,
        "credentials": credential_names(fetch),
        "host_key": fingerprint(fetch.host_key),
        "schedule": fetch.schedule,
        "time_zone": fetch.time_zone,
        "quiet_from": f"{fetch.quiet_from:%H:%M}" if fetch.quiet_from else None,
        "quiet_until": f"{fetch.quiet_until:%H:%M}" if fetch.quiet_until else None,
        "expected_by": fetch.expected_by,
        "paused": fetch.paused,
        "version": fetch.version,
    }


def described_run(run: SourceRun) -> dict[str, Any]:
    return {
        "id": run.pk,
        "trigger": run.trigger,
        "asked_by": run.asked_by.get_username() if run.asked_by else None,
        "asked_at": rfc3339(run.asked_at),
        "started_at": rfc3339(run.started_at),
        "ended_at": rfc3339(run.ended_at),
        "outcome": run.outcome or None,
        "code": run.code or None,
        "message": run.sentence or None,
        "file_name": run.file_name or None,
        "bytes": run.bytes,
        "job_id": run.job_id,
    }
