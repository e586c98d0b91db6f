"""The charts of the page *System*."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from statistics import median

from django.utils.formats import date_format

from product_importer.lib.humanize import counted, duration_in_words
from product_importer.monitoring.charts import VALUE, Chart, columns_of
from product_importer.monitoring.history import deliveries_by_hour, imports_by_day, latest_speeds, longest_waits
from product_importer.monitoring.jobs import CANCELLED, COMPLETED, FAILED, WITH_REJECTED
from webhooks.models import DeliveryState

DAYS, HOURS = 30, 24
IMPORTS = {
    COMPLETED: "completed",
    WITH_REJECTED: "with rejected rows",
    FAILED: "failed",
    CANCELLED: "cancelled",
}
DELIVERIES = {
    DeliveryState.DELIVERED.value: "delivered",
    DeliveryState.FAILED.value: "failed",
    DeliveryState.DISCARDED.value: "discarded",
}


def imports(now: datetime) -> Chart:
    """Of the last 30 days, a column each."""
    first = now.date() - timedelta(days=DAYS - 1)
    found = imports_by_day(since=datetime.combine(first, time.min, tzinfo=UTC))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    stacks = [(date_format(day, "j F"), _in_order(found.get(day, {}), IMPORTS)) for day in days]
    return _stacked(stacks, IMPORTS, "import", "30 days ago", "today")


def deliveries(now: datetime) -> Chart:
    """Of the last 24 hours, a column each."""
    hours = _hours(now)
    found = deliveries_by_hour(since=hours[0])
    stacks = [(f"{hour:%H}:00 UTC", _in_order(found.get(hour, {}), DELIVERIES)) for hour in hours]
    return _stacked(stacks, DELIVERIES, "delivery", "24 h ago", "now")


def speeds(now: datetime) -> Chart:
    """Rows a second of the last imports, a column each."""
    found = latest_speeds(since=now - timedelta(days=DAYS))
    rates = [each.rows_per_second for each in found]
    stacks = [
        (f"{each.name}: {each.rows:,} rows, {each.rows_per_second:,.0f} a second", {VALUE: each.rows_per_second})
        for each in found
    ]
    middle = f"{median(rates):,.0f} rows/s" if rates else ""
    return Chart(
        columns=columns_of(stacks),
        top=f"{max(rates):,.0f} rows/s" if rates else "",
        first=f"{counted(len(found), 'import')} ago" if len(found) > 1 else "",
        last="last",
        legend={VALUE: middle},
        in_words=f"Rows a second of the last {counted(len(found), 'import')}: {middle} in the middle",
    )


def waits(now: datetime) -> Chart:
    """How long jobs waited at most, by the hour in which they ended."""
    hours = _hours(now)
    found = longest_waits(since=hours[0])
    stacks = [(_wait_in_words(hour, found.get(hour)), _value(found, hour)) for hour in hours]
    longest = duration_in_words(max(found.values(), default=0.0))
    return Chart(
        columns=columns_of(stacks),
        top=longest,
        first="24 h ago",
        last="now",
        legend={VALUE: longest},
        in_words=f"How long jobs waited in the last 24 hours: at most {longest}",
    )


def _wait_in_words(hour: datetime, seconds: float | None) -> str:
    return f"{hour:%H}:00 UTC" if seconds is None else f"{hour:%H}:00 UTC: {duration_in_words(seconds)}"


def share_delivered(chart: Chart) -> float | None:
    """Percent of the deliveries that ended. None if none did."""
    numbers = {name: int(text.replace(",", "")) for name, text in chart.legend.items()}
    ended = sum(numbers.values())
    return 100 * numbers.get(DeliveryState.DELIVERED.value, 0) / ended if ended else None


def _stacked(
    stacks: list[tuple[str, dict[str, float]]], names: Mapping[str, str], noun: str, first: str, last: str
) -> Chart:
    totals: Counter[str] = Counter()
    for _, values in stacks:
        totals.update({name: int(value) for name, value in values.items()})
    most = int(max(sum(values.values()) for _, values in stacks))
    said = ", ".join(f"{totals[name]:,} {words}" for name, words in names.items() if totals[name])
    titled = [(_titled(words, values, names), values) for words, values in stacks]
    return Chart(
        columns=columns_of(titled),
        top=f"{most:,}",
        first=first,
        last=last,
        legend={name: f"{totals[name]:,}" for name in names},
        in_words=f"{noun.capitalize()} outcomes, from {first} to {last}: {said or 'none'}",
    )


def _titled(words: str, values: Mapping[str, float], names: Mapping[str, str]) -> str:
    said: Iterable[str] = (f"{value:,.0f} {names[name]}" for name, value in values.items() if value)
    return f"{words}: {', '.join(said) or 'none'}"


def _in_order(found: Mapping[str, int], names: Mapping[str, str]) -> dict[str, float]:
    return {name: float(found.get(name, 0)) for name in names}


def _value(found: Mapping[datetime, float], hour: datetime) -> dict[str, float]:
    return {VALUE: found[hour]} if hour in found else {}


def _hours(now: datetime) -> list[datetime]:
    """Their beginnings, this one's last."""
    this = now.replace(minute=0, second=0, microsecond=0)
    return [this - timedelta(hours=number) for number in range(HOURS - 1, -1, -1)]
