"""The facts as Prometheus takes them. What another room knows is one more function in COLLECTORS.

Each is asked at every scrape, in any web process on any host, and answers alike in all: nothing is counted in memory.
So each is a few queries by an index, bounded in what they read. `_last_hour`: of what ended within the hour before.
"""

import logging
import platform
from collections.abc import Callable, Iterable, Iterator

import django
from django.db import Error as DatabaseAway
from django.db import connection, transaction
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.registry import Collector

from product_importer.monitoring.deliveries import delivery_facts
from product_importer.monitoring.families import age, gauge, gauges
from product_importer.monitoring.jobs import OUTCOMES, WINDOW, job_facts
from product_importer.monitoring.mails import mail_facts
from product_importer.monitoring.servers import database_facts, disk, processes_seen
from product_importer.monitoring.sources import source_facts
from product_importer.notices.models import ENDED
from product_importer.version import VERSION
from products.imports.fetch_models import RunOutcome
from products.jobs.record import Kind
from webhooks.models import DeliveryState, WebhookState

TIMEOUT_MS = 3_000
"""Of each query: whoever scrapes does not wait long."""

log = logging.getLogger(__name__)


class FactsCollector(Collector):
    """Facts from PostgreSQL, Redis and the disk; without PostgreSQL the others alone, and that it is away."""

    def collect(self) -> Iterator[Metric]:
        yield from of_servers()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {TIMEOUT_MS}")
                found = [family for collector in COLLECTORS for family in collector()]
        except DatabaseAway as error:
            log.warning("Some metrics are missing, because the database does not answer: %s", error)
            found = []
        yield gauge("database_up", "Whether PostgreSQL answered.", bool(found))
        yield from found


def of_servers() -> Iterator[Metric]:
    """What is known without PostgreSQL."""
    seen, space = processes_seen(), disk()
    yield gauge("redis_up", "Whether Redis answered.", seen is not None)
    labelled = {(process,): is_seen for process, is_seen in (seen or {}).items()}
    yield gauges("process_seen", "Whether it left a sign of life within a minute.", ("process",), labelled)
    yield gauge("data_dir_total_bytes", "Of the disk of DATA_DIR.", space.total)
    yield gauge("data_dir_free_bytes", "Of the disk of DATA_DIR.", space.free)


def of_database() -> Iterator[Metric]:
    facts = database_facts()
    versions = (VERSION, platform.python_version(), django.get_version(), facts.server.version)
    yield gauges("info", "Versions; always 1.", ("version", "python", "django", "postgresql"), {versions: 1})
    yield gauge("products", "In the catalogue.", facts.products)
    yield gauge("database_bytes", "Of the database.", facts.bytes)
    yield gauge("database_connections", "To the database, by whomever.", facts.connections)
    yield gauge("clock_skew_seconds", "How far this host's clock is ahead of PostgreSQL's.", facts.server.skew_seconds)


def of_jobs() -> Iterator[Metric]:
    facts = job_facts(now=timezone.now(), window=WINDOW)
    labels = [(kind, outcome) for kind in Kind.values for outcome in OUTCOMES]
    for what, name, help_text in _OF_ENDED_JOBS:
        numbers = {each: facts.sum_of(what, kind=each[0], outcome=each[1]) for each in labels}
        yield gauges(name, help_text, ("kind", "outcome"), numbers)
    if facts.rows_per_second is not None:
        yield gauge("import_rows_per_second", "Of imports that completed within the last hour.", facts.rows_per_second)
    states = {("queued",): facts.queued, ("processing",): facts.processing, ("for_a_person",): facts.for_a_person}
    yield gauges("jobs_unfinished", "Jobs that have not ended.", ("state",), states)
    yield age("import_queue_age_seconds", "How long the oldest queued job has waited.", facts.queued_since)


_OF_ENDED_JOBS = (
    ("jobs", "jobs_last_hour", "Jobs that ended."),
    ("rows", "job_rows_last_hour", "Rows, or products, that they were about."),
    ("seconds", "job_seconds_last_hour", "How long they worked together."),
)


def of_deliveries() -> Iterator[Metric]:
    facts = delivery_facts(now=timezone.now(), window=WINDOW)
    ended = {(state,): facts.ended.get(state, 0) for state in DeliveryState.values if state != DeliveryState.PENDING}
    yield gauges("deliveries_last_hour", "Deliveries that ended.", ("outcome",), ended)
    quantiles = {(f"{quantile:g}",): seconds for quantile, seconds in facts.seconds.items()}
    yield gauges("delivery_attempt_seconds", "Of the latest deliveries that ended.", ("quantile",), quantiles)
    yield gauge("deliveries_waiting", "Deliveries that are owed, up to 100,000.", facts.waiting)
    yield age("webhook_queue_age_seconds", "How long the oldest delivery has been due.", facts.due_since)
    states = {(state.value,): facts.webhooks.get(state, 0) for state in WebhookState}
    yield gauges("webhooks", "Webhooks.", ("state",), states)


def of_mails() -> Iterator[Metric]:
    facts = mail_facts(now=timezone.now(), window=WINDOW)
    ended = {(state.value,): facts.ended.get(state, 0) for state in ENDED}
    yield gauges("mails_last_hour", "Mails that ended.", ("outcome",), ended)
    yield gauge("mails_waiting", "Mails that are owed.", facts.waiting)
    yield age("mail_stuck_seconds", "How long a mail has waited that was tried in vain.", facts.stuck_since)


def of_sources() -> Iterator[Metric]:
    facts = source_facts(now=timezone.now(), window=WINDOW)
    ended = {(outcome,): facts.ended.get(outcome, 0) for outcome in RunOutcome.values}
    yield gauges("source_runs_last_hour", "Times that sources were fetched.", ("outcome",), ended)
    yield gauge("sources_late", "Sources whose file should have come.", len(facts.late))
    yield gauge("sources_failing", "Sources that could not be fetched the last time.", len(facts.failing))
    yield age("source_due_seconds", "How long the source has been due that waits longest.", facts.due_since)


COLLECTORS: tuple[Callable[[], Iterable[Metric]], ...] = (of_database, of_jobs, of_deliveries, of_mails, of_sources)
