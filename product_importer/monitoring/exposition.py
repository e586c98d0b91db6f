"""The text that Prometheus reads."""

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from product_importer.lib import instruments
from product_importer.monitoring.collectors import FactsCollector


def exposition() -> bytes:
    """What the web processes of this host counted, then what PostgreSQL, Redis and the disk know."""
    instruments.look_at_pool(now=True)
    facts = CollectorRegistry()
    facts.register(FactsCollector())
    return generate_latest(_of_processes()) + generate_latest(facts)


def _of_processes() -> CollectorRegistry:
    if not instruments.SUMS_UP_PROCESSES:
        return instruments.REGISTRY
    summed_up = CollectorRegistry()
    MultiProcessCollector(summed_up)  # type: ignore[no-untyped-call]
    return summed_up
