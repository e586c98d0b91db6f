"""How the files of sources come by themselves, as pages and the API show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.sources.host_keys import fingerprint
from products.jobs.progress import rfc3339

QUERY, HIDDEN_QUERY = "query", "?…"
"""The query of a URL may hold a secret: it is kept with the credentials, and this stands for it."""


@dataclass(frozen=True)
class Arrival:
    """A source that is fetched, and the last time that it was. `source_id` is all there is of one that is not."""

    source_id: UUID
    fetch: SourceFetch | None = None
    last: SourceRun | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.last and self.last.ended_at is None)

    @property
    def has_failed(self) -> bool:
        return bool(self.last and self.last.went_wrong)

    @property
    def state(self) -> str:
        """One word for programs: fetching, paused, failing, late, waiting, idle; empty if it is not fetched."""
        if self.fetch is None:
            return ""
        states = {
            "fetching": self.is_open,
            "paused": self.fetch.paused,
            "failing": self.has_failed,
            "late": self.fetch.is_late,
            "waiting": bool(self.fetch.next_run_at),
        }
        return next((state for state, holds in states.items() if holds), "idle")

    @property
    def words(self) -> str:
        """The state for people."""
        return _WORDS[self.state]

    @property
    def colour(self) -> str:
        """By what lists colour the words."""
        return _COLOURS[self.state]

    @property
    def address(self) -> str:
        """Without secrets."""
        return shown_address(self.fetch) if self.fetch else ""

    @property
    def host_key(self) -> str:
        """The fingerprint of the SFTP server that is trusted."""
        return fingerprint(self.fetch.host_key) if self.fetch else ""


_WORDS = {
    "": "",
    "fetching": "being fetched",
    "paused": "paused",
    "failing": "could not be fetched",
    "late": "late",
    "waiting": "on time",
    "idle": "fetched when asked",
}
_COLOURS = {"": "", "fetching": "processing", "paused": "inactive", "failing": "failed", "late": "awaiting_review"} | {
    "waiting": "active",
    "idle": "nothing",
}
STATES = (*(state for state in _WORDS if state),)


def shown_address(fetch: SourceFetch) -> str:
    return fetch.address + (HIDDEN_QUERY if QUERY in fetch.credentials else "")


def brings_query(address: str) -> bool:
    """Whether an address that came in has a query of its own, and not only what stands for the one that is kept."""
    return "?" in address.strip().removesuffix(HIDDEN_QUERY)


def credential_names(fetch: SourceFetch) -> list[str]:
    """Those that are kept; never a value."""
    return sorted(name for name in fetch.credentials if name != QUERY)


def arrivals(source_ids: Collection[UUID]) -> dict[UUID, Arrival]:
    """By two statements, however many there are."""
    fetches = SourceFetch.objects.in_bulk(source_ids)
    newest = SourceRun.objects.filter(source_id__in=source_ids).order_by("source_id", "-asked_at", "-id")
    runs = {run.source_id: run for run in newest.distinct("source_id")}
    return {each: Arrival(each, fetches.get(each), runs.get(each)) for each in source_ids}


def described(arrival: Arrival) -> dict[str, Any] | None:
    """As the API tells it with its source; None if it is not fetched."""
    if arrival.fetch is None:
        return None
    return {
        "kind": arrival.fetch.kind,
        "state": arrival.state,
        "next_run_at": rfc3339(arrival.fetch.next_run_at),
        "due_by": rfc3339(arrival.fetch.due_by),
        "last_file_at": rfc3339(arrival.fetch.last_file_at),
    }
