"""What people hear of sources that are fetched: written in the transaction in which it becomes true."""

from product_importer.notices import publishing
from product_importer.notices.news import News, NoticeEvent
from products.imports.fetch_models import SourceFetch, SourceRun


def late(fetch: SourceFetch) -> None:
    """The file of the source should have come by `fetch.due_by`. Once for each time that it is expected."""
    came = (
        f"The last one came on {fetch.last_file_at:%Y-%m-%d at %H:%M} UTC." if fetch.last_file_at else "None came yet."
    )
    reason = f"A new file was expected {fetch.expected_by} ({fetch.time_zone}). {came}"
    _publish(fetch, NoticeEvent.LATE, f"The file of {fetch.source} is late", f"due by {fetch.due_by}", reason)


def went_wrong(run: SourceRun) -> None:
    """The source could not be fetched, and nothing more is tried before the schedule says so.

    Of the same failure again and again people hear once, until a run goes well.
    """
    fetch = SourceFetch.objects.select_related("source").filter(pk=run.source_id).first()
    before = SourceRun.objects.filter(source_id=run.source_id, ended_at__isnull=False).exclude(pk=run.pk)
    last = before.order_by("-asked_at", "-id").first()
    if fetch and not (last and last.went_wrong and last.code == run.code and last.trigger == run.trigger):
        _publish(fetch, NoticeEvent.FAILED, f"{fetch.source} could not be fetched", f"run {run.pk}", run.sentence)


def _publish(fetch: SourceFetch, event: NoticeEvent, title: str, occasion: str, reason: str) -> None:
    news = News(
        event=event,
        title=title,
        path=fetch.source.get_absolute_url(),
        occasion=f"source {fetch.source_id} {occasion}",
        reason=reason,
        owner_id=fetch.updated_by_id,
        source_id=fetch.source_id,
        source_name=fetch.source.name,
    )
    publishing.publish(news)
