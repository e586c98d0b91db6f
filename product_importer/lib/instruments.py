"""What a web process counts of itself for Prometheus. Facts that PostgreSQL knows are not counted but read from there.

With several web processes prometheus-client sums them up, by files in PROMETHEUS_MULTIPROC_DIR: see gunicorn.conf.py.
No label holds an id, a path or a name that people chose.
"""

import os
import time
from threading import Lock

from django.db import connection
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

PREFIX = "product_importer"
SUMS_UP_PROCESSES = bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
POOL_SECONDS = 1.0
"""How often the pool of connections is looked at."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which nobody asks for
REGISTRY = CollectorRegistry()
if not SUMS_UP_PROCESSES:  # a process's own memory and time cannot be summed up
    ProcessCollector(registry=REGISTRY)


def _counter(name: str, help_text: str, labels: tuple[str, ...] = ()) -> Counter:
    return Counter(f"{PREFIX}_{name}", help_text, labels, registry=REGISTRY)


def _gauge(name: str, help_text: str) -> Gauge:
    return Gauge(f"{PREFIX}_{name}", help_text, registry=REGISTRY, multiprocess_mode="livesum")


REQUESTS = _counter("http_requests", "Answered requests.", ("route", "method", "status"))
REQUEST_SECONDS = Histogram(
    f"{PREFIX}_http_request_seconds",
    "From the head of a request to the head of its answer.",
    ("route", "method"),
    buckets=BUCKETS,
    registry=REGISTRY,
)
STREAMS = _gauge("open_streams", "Event streams that watch a job just now.")
POOL_CONNECTIONS = _gauge("database_pool_connections", "Connections to PostgreSQL in the pool.")
POOL_IN_USE = _gauge("database_pool_in_use", "Those of them that a request has.")
POOL_WAITING = _gauge("database_pool_waiting", "Requests that wait for one.")
POOL_WAITS = _counter("database_pool_waits", "Times that a request had to wait for a connection.")
POOL_WAIT_SECONDS = _counter("database_pool_wait_seconds", "How long they waited together.")
POOL_TIMEOUTS = _counter("database_pool_timeouts", "Those that waited in vain.")


class _Pool:
    """What was seen at the last look, of numbers that only grow."""

    lock = Lock()
    looked_at = 0.0
    seen: dict[str, int] = {}


_GROWING = (
    ("requests_queued", POOL_WAITS, 1.0),
    ("requests_wait_ms", POOL_WAIT_SECONDS, 0.001),
    ("requests_errors", POOL_TIMEOUTS, 1.0),
)


def look_at_pool(*, now: bool = False) -> None:
    """Note how the pool of this process is doing, unless that was done a moment ago."""
    pool = getattr(connection, "pool", None)
    if pool is None or (not now and time.monotonic() - _Pool.looked_at < POOL_SECONDS):
        return
    with _Pool.lock:
        _Pool.looked_at = time.monotonic()
        stats = pool.get_stats()
        POOL_CONNECTIONS.set(stats.get("pool_size", 0))
        POOL_IN_USE.set(stats.get("pool_size", 0) - stats.get("pool_available", 0))
        POOL_WAITING.set(stats.get("requests_waiting", 0))
        for name, counter, unit in _GROWING:
            counter.inc(max(0, stats.get(name, 0) - _Pool.seen.get(name, 0)) * unit)
        _Pool.seen = dict(stats)
