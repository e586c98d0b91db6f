"""The three questions about webhooks, measured and printed."""

import time
from argparse import Namespace
from pathlib import Path
from statistics import quantiles

import requests
from django.db import connection
from django.db.models import Max, Min

from benchmarks import stack
from benchmarks.ours import Ours
from benchmarks.receivers import receivers
from product_importer.lib.actor import Actor
from products.samples.files import write_products
from webhooks import publishing
from webhooks.events import EventType
from webhooks.models import Attempt, Delivery, Event, Webhook

ACTOR = Actor("command")
PATIENCE_SECONDS = 300.0
A_SECOND = 4
"""Changes a second that are told to ten webhooks."""


def report(options: Namespace, folder: Path) -> None:
    """Measure and print, part by part."""
    with receivers() as url:
        if "rate" in options.only:
            _rate(url, folder, options.deliveries)
        if "import" in options.only:
            _import(url, folder, options)
        if "isolation" in options.only:
            _isolation(url, folder, options.seconds)


def _rate(url: str, folder: Path, count: int) -> None:
    _forget()
    webhook = _webhook(url)
    for number in range(count):
        publishing.publish(EventType.PRODUCT_UPDATED, {"products": [_product(number)]}, actor=ACTOR)
    with stack.sender(folder), stack.beat(folder):
        _wait_until_delivered()
    span = Attempt.objects.filter(webhook=webhook).aggregate(start=Min("started_at"), end=Max("delivery__finished_at"))
    ours = count / (span["end"] - span["start"]).total_seconds()
    bare = _bare(url, count)
    print(f"\n{count:,} deliveries of one product each to one quick receiver, one worker")
    print(f"{'ours: claimed, signed, sent, logged':<44}{ours:8.0f} a second")
    print(f"{'a bare loop of requests.Session.post':<44}{bare:8.0f} a second")
    print(f"{'ours ÷ bare':<44}{ours / bare:8.2f}")


def _bare(url: str, count: int) -> float:
    """The same bodies over one kept connection by the same client, with nothing else done."""
    bodies = [body.encode() for body in Event.objects.values_list("body", flat=True)[:count]]
    begun = time.perf_counter()
    with requests.Session() as session:
        for body in bodies:
            session.post(url, data=body, timeout=15)
    return count / (time.perf_counter() - begun)


def _import(url: str, folder: Path, options: Namespace) -> None:
    """The clock of a first load, without a webhook and with one that is sent everything meanwhile."""
    file = folder / "base.csv"
    with file.open("wb") as output:
        write_products(output, options.rows)
    with stack.worker(folder), stack.sender(folder), stack.beat(folder):
        _first_load(file, subscribed=None)  # whatever is slow only once
        without = min(_first_load(file, subscribed=None) for _ in range(options.repeat))
        with_one = min(_first_load(file, subscribed=url) for _ in range(options.repeat))
        _wait_until_delivered()
    told = Event.objects.filter(type=EventType.PRODUCT_CREATED).count()
    print(f"\nfirst load of {options.rows:,} products")
    print(f"{'nobody subscribes':<44}{without:8.1f} s")
    print(f"{'one webhook subscribes':<44}{with_one:8.1f} s, {told:,} events")
    print(f"{'with ÷ without':<44}{with_one / without:8.2f}")


def _first_load(file: Path, *, subscribed: str | None) -> float:
    _forget()
    if subscribed:
        _webhook(subscribed)
    ours = Ours()
    ours.empty()
    ours.settle()
    return ours.load(file)


def _isolation(url: str, folder: Path, seconds: float) -> None:
    """How long the good ones wait for their news, from the change to the end of the answer."""
    waits = []
    for dead in (False, True):
        _forget()
        good = [_webhook(f"{url}/{number}") for number in range(9)]
        if dead:
            _webhook(f"{url}/dead")
        with stack.sender(folder), stack.beat(folder):
            for number in range(int(seconds * A_SECOND)):
                publishing.publish(EventType.PRODUCT_UPDATED, {"products": [_product(number)]}, actor=ACTOR)
                time.sleep(1 / A_SECOND)
            _wait_until_delivered(good)
        waits.append(_waits(good))
    print(f"\n{A_SECOND} changes a second told to nine good webhooks: milliseconds until they know")
    for name, wait in zip(("alone", "and one dead one beside them"), waits, strict=True):
        percentiles = quantiles(wait, n=100)
        print(f"{name:<44}p50 {percentiles[49]:6.0f}  p99 {percentiles[98]:6.0f}")
    print(f"{'p99 with ÷ alone':<44}{quantiles(waits[1], n=100)[98] / quantiles(waits[0], n=100)[98]:8.2f}")


def _waits(webhooks: list[Webhook]) -> list[float]:
    attempts = Attempt.objects.filter(webhook__in=webhooks).select_related("delivery")
    return [
        (attempt.started_at - attempt.delivery.created_at).total_seconds() * 1_000 + attempt.response_time_ms
        for attempt in attempts
    ]


def _wait_until_delivered(webhooks: list[Webhook] | None = None) -> None:
    owed = Delivery.objects.pending()
    if webhooks is not None:
        owed = owed.filter(webhook__in=webhooks)
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while owed.exists():
        if time.monotonic() > give_up_at:
            raise SystemExit("The deliveries do not end.")
        time.sleep(0.1)


def _webhook(url: str) -> Webhook:
    return Webhook.objects.create(url=url, event_types=[*EventType.values])


def _product(number: int) -> dict[str, object]:
    facts = {"id": f"00000000-0000-7000-8000-{number:012x}", "sku": f"SKU-{number}", "version": 2, "name": "Kettle"}
    return facts | {"price": "12.90", "active": True, "changed": ["price"]}


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE webhooks_webhook, webhooks_event, webhooks_delivery, webhooks_attempt")
