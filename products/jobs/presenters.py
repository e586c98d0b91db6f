"""A job of any kind as the pages and the API show it: its state in one word, its figures, its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from product_importer.lib.warning import Warned
from products.jobs import states
from products.jobs.failures import final_codes
from products.jobs.links import links_of, pages_of_outcomes, products_changed_by
from products.jobs.models import ImportJob
from products.jobs.progress import Snapshot, snapshot
from products.jobs.record import Kind
from products.jobs.states import AWAITING, Ending, State, Status

DELETED = "deleted"
NOT_APPLIED = "not_applied"


class Outcome(NamedTuple):
    name: str
    rows: int
    url: str
    """Empty where nothing lists them."""
    word: str = ""
    """What it is called; the name if nothing else is said."""


_OF_UNDO = ("updated", DELETED, "created", "unchanged", "conflicts", "skipped")
_LISTED = ("created", DELETED, "updated", "unchanged", "superseded", "rejected", "conflicts")


def outcomes_of(job: ImportJob) -> list[Outcome]:
    """What lists of jobs say became of the rows, or of the products: only what there is."""
    pages = pages_of_outcomes(job.id) if job.kind == Kind.IMPORT else {}
    if job.kind == Kind.UPDATE:
        pages["updated"] = products_changed_by(job)
    counts = job.counts
    return [Outcome(name, counts[name], pages.get(name, "")) for name in _LISTED if counts[name]]


@dataclass(frozen=True)
class JobPanel:
    """What the panel of one job needs. It has no `id` while there is only a file that will become a job."""

    id: UUID | None
    state: str
    """The one word for what it is doing, or for how it ended."""
    title: str
    facts: Snapshot
    elapsed_seconds: float
    is_cancelling: bool = False
    words: dict[str, str] = field(default_factory=lambda: {state.value: word for state, word in states.WORDS.items()})
    """What it may come to say, by state."""
    changed_url: str = ""
    """The products that it changed, if a list can tell."""

    @property
    def shown(self) -> str:
        """The words of what belongs on the panel now: its state, and of a completed job its ending."""
        return f"{self.state} {self.facts['ending'] or ''}".strip()

    @property
    def is_running(self) -> bool:
        """Whether something moves without anybody's doing."""
        return self.state in states.RUNNING

    @property
    def running_states(self) -> str:
        return " ".join(states.RUNNING)

    @property
    def end_states(self) -> str:
        return " ".join(states.TERMINAL)

    @property
    def states_before_the_end(self) -> str:
        return " ".join(state for state in self.words if state not in states.TERMINAL)

    @property
    def is_import(self) -> bool:
        """Or else it deletes or changes products that somebody chose."""
        return self.facts["kind"] == Kind.IMPORT

    @property
    def is_undo(self) -> bool:
        return self.facts["kind"] == Kind.UNDO

    @property
    def unit(self) -> str:
        """What it goes through."""
        return "rows" if self.is_import else "products"

    @property
    def headline(self) -> str:
        """What the window is called."""
        if self.state == State.AWAITING_MAPPING:
            return f"{self.title} – Choose the columns"
        if self.state == State.AWAITING_REVIEW:
            return f"{self.title} – Review the changes"
        if self.state == State.SEEN_BEFORE:
            return f"{self.title} – Import it again?"
        if self.state in states.TERMINAL:
            ending = self.facts["ending"]
            return f"{self.title} – {states.ENDING_SENTENCES[Ending(ending)] if ending else self.state.capitalize()}"
        return f"{self.facts['progress']} % – {'Importing ' if self.is_import else ''}{self.title}"

    @property
    def warnings(self) -> list[Warned]:
        return [Warned.of(each) for each in self.facts["warnings"]]

    @property
    def counts(self) -> dict[str, int]:
        return self.facts["counts"]

    @property
    def outcomes(self) -> dict[str, int]:
        """What became of the rows of a file, or of the products of an undo."""
        if self.is_undo:
            return {name: self.counts[name] for name in _OF_UNDO}
        return {name: count for name, count in self.counts.items() if name != DELETED}

    @property
    def outcome_rows(self) -> list[Outcome]:
        """The outcomes with where to see what they count."""
        pages = pages_of_outcomes(self.id)
        words = {"created": "restored", "updated": "changed back"} if self.is_undo else {}
        return [
            Outcome(name, count, pages.get(name, ""), words.get(name, name)) for name, count in self.outcomes.items()
        ]

    @property
    def bar(self) -> dict[str, int]:
        """The outcomes, and what has none."""
        return self.outcomes | {NOT_APPLIED: self.not_applied}

    @property
    def not_applied(self) -> int:
        """Rows that were read and then left alone, since the job stopped."""
        return self.facts["total_rows"] - self.facts["processed_rows"]

    @property
    def changed(self) -> int:
        return sum(self.counts[name] for name in ("created", "updated", DELETED))

    @property
    def counter(self) -> str:
        """What becomes of the products of a job without a file."""
        return DELETED if self.facts["kind"] == Kind.DELETE else "updated"

    @property
    def done(self) -> int:
        return self.counts[self.counter]

    @property
    def error_code(self) -> str:
        return self.facts["error"]["code"] if self.facts["error"] else ""

    @property
    def error_message(self) -> str:
        return self.facts["error"]["message"] if self.facts["error"] else ""

    @property
    def final_failures(self) -> str:
        """Codes of failures that another turn would only repeat."""
        return " ".join(sorted(final_codes()))

    @property
    def may_start_again(self) -> bool:
        return self.state == State.FAILED and self.error_code not in final_codes()

    @property
    def urls(self) -> dict[str, str]:
        """Empty ones while there is no job yet."""
        return {name: reverse(route, args=[self.id]) if self.id else "" for name, route in _ROUTES.items()}


_ROUTES = {
    "page": "imports:detail",
    "mapping": "imports:mapping",
    "review": "imports:review",
    "apply": "imports:apply",
    "cancel": "imports:cancel",
    "resume": "imports:resume",
    "again": "imports:again",
    "status": "api:status",
    "stream": "api:progress",
}


def panel(job: ImportJob) -> JobPanel:
    return JobPanel(
        id=job.id,
        state=job.state.value,
        title=str(job),
        facts=snapshot(job),
        elapsed_seconds=elapsed_seconds(job),
        is_cancelling=job.cancel_requested_at is not None,
        changed_url=products_changed_by(job) if job.kind in {Kind.IMPORT, Kind.UPDATE, Kind.UNDO} else "",
    )


def elapsed_seconds(job: ImportJob) -> float:
    """From its start to its end, or to now, without its waiting for a person; 0 before it starts."""
    if job.working_since is None:
        return 0
    waits_since = job.updated_at if job.status in AWAITING else None
    return max(0.0, ((job.finished_at or waits_since or timezone.now()) - job.working_since).total_seconds())


def accepted(job: ImportJob) -> dict[str, object]:
    """The answer to whoever asked for the job: where to follow it."""
    links = links_of(job)
    return {
        "task_id": job.id,
        "job_id": job.id,
        "status": State.QUEUED.value if job.status == Status.PENDING else job.status,
        "status_url": links["status"],
        "progress_url": links["progress"],
        "page_url": links["page"],
    }


def described(job: ImportJob) -> dict[str, object]:
    """The snapshot with the job's options, its source and links."""
    told = job.options.get("source", {})
    source = {"id": told["id"], "name": told["name"], "how": told["how"]} if told.get("id") else None
    further = {"source": source, "continues": job.continues_id, "links": links_of(job)}
    return {**snapshot(job), "options": job.options, **further}
