"""What people hear of a job's end, or of its waiting for somebody."""

from product_importer.lib.humanize import counted
from product_importer.notices import publishing
from product_importer.notices.news import News, NoticeEvent
from products.jobs.models import ImportJob
from products.jobs.record import HEARD_BY, Kind, Mode
from products.jobs.states import AWAITING, Ending, State, Status

_TO_DO = {"create": "to create", "update": "to update", "delete": "to delete"}
"""What a plan that waits would do."""


def tell(job: ImportJob, *, reason: str) -> None:
    """Write the notices, in the caller's transaction. Nobody hears of a dry run, or of what somebody stopped."""
    event = _event(job)
    if event is not None and job.mode is not Mode.DRY_RUN:
        _publish(job, event, title=_title(job, event), reason=reason)


def tell_given_up(job: ImportJob, *, reason: str) -> None:
    """Write the notices of one that waited for a person in vain."""
    _publish(job, NoticeEvent.FAILED, title=f"{_name(job)} was cancelled", reason=reason)


def _publish(job: ImportJob, event: NoticeEvent, *, title: str, reason: str) -> None:
    news = News(
        event=event,
        title=title,
        path=job.get_absolute_url(),
        occasion=f"job {job.pk} turn {job.turn} {job.status}",
        reason=reason,
        counts=_counts(job),
        owner_id=job.created_by_id or job.options.get(HEARD_BY),
        source_id=job.source_id,
        source_name=_source(job),
    )
    publishing.publish(news)


def _source(job: ImportJob) -> str:
    """Its source's name, as it was when the job began."""
    return str(job.options.get("source", {}).get("name", "")) if job.source_id else ""


def _name(job: ImportJob) -> str:
    source = _source(job)
    return f"{source} ({job})" if source else str(job)


def _event(job: ImportJob) -> NoticeEvent | None:
    if job.status == Status.COMPLETED:
        return NoticeEvent.REJECTED if job.rejected else NoticeEvent.COMPLETED
    if job.status in AWAITING:
        return NoticeEvent.WAITS
    return NoticeEvent.FAILED if job.status == Status.FAILED else None


def _title(job: ImportJob, event: NoticeEvent) -> str:
    if event is NoticeEvent.FAILED:
        return f"{_name(job)} failed"
    if event is NoticeEvent.WAITS:
        return f"{_name(job)} {_waits_for(job)}"
    if event is NoticeEvent.REJECTED:
        rows = counted(job.total_rows, "row")
        return f"{_name(job)}: {'all' if job.ending == Ending.REFUSED else f'{job.rejected:,}'} of {rows} rejected"
    if job.ending == Ending.NOTHING:
        return f"{_name(job)}: nothing to import"
    return f"{_name(job)} was imported" if job.kind == Kind.IMPORT else f"{job}: done"


def _waits_for(job: ImportJob) -> str:
    if job.status == Status.AWAITING_MAPPING:
        return "waits for someone to confirm its columns"
    if job.state is State.SEEN_BEFORE:
        return "was imported before: waits for someone to say whether to import it again"
    return "is paused: many rows are rejected" if job.is_paused else "waits for a review of its changes"


def _counts(job: ImportJob) -> tuple[tuple[str, int], ...]:
    if job.status == Status.AWAITING_REVIEW and job.plan:
        found = {word: job.plan.get(name, 0) for name, word in _TO_DO.items()} | {"rejected": job.rejected}
    else:
        found = job.counts
    return tuple((word, number) for word, number in found.items() if number)
