"""Numbers as Prometheus's client library wants them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from product_importer.lib.instruments import PREFIX

Labelled = TypeVar("Labelled", bound=tuple[str, ...])


def gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{PREFIX}_{name}", help_text, value=float(value))


def gauges(name: str, help_text: str, labels: Sequence[str], values: Mapping[Labelled, float]) -> Metric:
    """One for each combination of the labels' values."""
    family = GaugeMetricFamily(f"{PREFIX}_{name}", help_text, labels=labels)
    for labelled, value in values.items():
        family.add_metric(labelled, float(value))
    return family


def age(name: str, help_text: str, since: datetime | None) -> Metric:
    """Seconds since then; 0 if there is nothing that waits."""
    return gauge(name, help_text, max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0)
