"""What needs somebody: a sentence each, with what to do, the worst first. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from product_importer.lib.humanize import counted, duration_in_words, size_in_words
from product_importer.lib.server_fitness import skewed, unusable
from product_importer.monitoring.deliveries import DeliveryFacts
from product_importer.monitoring.jobs import FAILED, JobFacts
from product_importer.monitoring.mails import MailFacts
from product_importer.monitoring.servers import DatabaseFacts, Disk
from product_importer.monitoring.sources import SourceFacts, named
from product_importer.notices.models import MailState
from webhooks.models import WebhookState

LONG_WAIT_SECONDS = 300
LITTLE_SPACE_PERCENT = 10
NOT_SEEN = {
    "worker": "No imports worker has been seen for a minute: imports wait. Start one, or look into its log.",
    "webhooks": "No webhooks worker has been seen for a minute: deliveries wait. Start one, or look into its log.",
    "beat": "No beat has been seen for a minute: interrupted imports are not found, nothing comes by itself. Start it.",
}


@dataclass(frozen=True)
class Facts:
    """All that the page shows. `seen`: None while Redis is away. `restarting`: children of `up` that keep ending."""

    now: datetime
    database: DatabaseFacts
    disk: Disk
    seen: Mapping[str, bool] | None
    restarting: list[str]
    jobs: JobFacts
    deliveries: DeliveryFacts
    mails: MailFacts
    sources: SourceFacts


def troubles(facts: Facts, *, least_free_bytes: int) -> list[str]:
    found = [*_of_servers(facts, least_free_bytes), *_of_work(facts), *_of_sources(facts), *_of_mails(facts)]
    return [trouble for trouble in found if trouble]


def _of_servers(facts: Facts, least_free_bytes: int) -> Iterator[str]:
    database, disk = facts.database, facts.disk
    yield unusable(database.server.version_number, database.server.encoding)
    yield skewed(database.server.skew_seconds)
    if disk.free < least_free_bytes or disk.free * 100 < disk.total * LITTLE_SPACE_PERCENT:
        yield f"Only {size_in_words(disk.free)} are free on the disk of DATA_DIR. Free some space."
    if facts.seen is None:
        yield "Redis is away, or refuses to write: imports and webhooks wait, pages have no live progress. Start it."
    for process, is_seen in (facts.seen or {}).items():
        if not is_seen:
            yield NOT_SEEN[process]
    for name in facts.restarting:
        yield f"{name} keeps ending and is started again. Its log in DATA_DIR/logs says why."


def _of_work(facts: Facts) -> Iterator[str]:
    waited = _seconds_since(facts.jobs.queued_since, facts.now)
    if waited > LONG_WAIT_SECONDS:
        words = duration_in_words(waited)
        yield f"The oldest queued job has waited for {words}. Is an imports worker there, and are there enough?"
    failed = int(facts.jobs.sum_of("jobs", outcome=FAILED))
    if failed:
        yield f"{counted(failed, 'job')} failed within the last hour. The list of imports leads to why."
    disabled = facts.deliveries.webhooks.get(WebhookState.DISABLED, 0)
    if disabled:
        yield f"{counted(disabled, 'webhook')} disabled by us, because nothing could be delivered."


def _of_sources(facts: Facts) -> Iterator[str]:
    waited = _seconds_since(facts.sources.due_since, facts.now)
    if waited > LONG_WAIT_SECONDS:
        yield f"A source has been due for {duration_in_words(waited)}. Does a worker serve the queue “sources”?"
    if facts.sources.late:
        yield f"The file is late of: {named(facts.sources.late)}. The page of each source says by when it was expected."
    if facts.sources.failing:
        yield f"Could not be fetched: {named(facts.sources.failing)}. The page of each source says why."


def _of_mails(facts: Facts) -> Iterator[str]:
    stuck = _seconds_since(facts.mails.stuck_since, facts.now)
    if stuck > LONG_WAIT_SECONDS:
        mails = counted(facts.mails.waiting, "mail")
        yield f"{mails} waiting, for up to {duration_in_words(stuck)}. {facts.mails.reason}"
    if refused := facts.mails.ended.get(MailState.REFUSED, 0):
        yield f"{counted(refused, 'mail')} refused within the last hour. Mails in the administration say why."


def _seconds_since(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0
