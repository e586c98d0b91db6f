"""Webhooks with a real worker and beat: whoever is killed and whatever is forgotten, nothing is lost."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.db import connections
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier

from product_importer.launch import children
from products.imports import running
from tests import oracle
from tests.journeys.conftest import LOOPBACK, Stack
from tests.journeys.test_servers_away import OwnValkey, valkey  # noqa: F401 - a fixture
from tests.processes import Program, eventually
from tests.products.told import changes_in, told_by_import
from tests.trials import make_trial
from tests.webhooks.factories import make_webhook, publish
from tests.webhooks.receivers import OK, Receiver, Request, receiver, silent
from webhooks.models import Delivery, Webhook
from webhooks.sending.delivering import BATCH

AT_HOME = LOOPBACK | {"WEBHOOK_DISPATCH_SECONDS": "0.5"}


def answer_slowly(connection: socket.socket, request: Request) -> None:
    time.sleep(0.01)
    connection.sendall(OK)


def run_import(job_id: UUID) -> None:
    """In a thread of its own, whose connections nobody else closes."""
    running.run(job_id)
    connections.close_all()


@pytest.fixture
def shops(stack: Stack) -> Iterator[list[Receiver]]:
    """Two receivers, each with a webhook; the second is slower."""
    stack.environment |= AT_HOME
    with receiver() as quick, receiver(answer_slowly) as slow:
        for each in (quick, slow):
            make_webhook(each.url)
        yield [quick, slow]


@pytest.fixture
def start_sender(stack: Stack, tmp_path: Path) -> Callable[[], Program]:
    """Starts the worker that `up` starts for webhooks."""
    started: list[Program] = []

    def start() -> Program:
        number = len(started)
        argv = (*children.webhooks_worker().argv, "--hostname", f"webhooks-{number}@tests")
        started.append(stack._started(Program(argv, stack.environment, tmp_path / f"webhooks-{number}.log")))
        return started[-1]

    return start


def all_delivered() -> bool:
    return not Delivery.objects.exclude(state="delivered").exists()


def assert_told(shop: Receiver, ids: set[str]) -> None:
    """Every event came, nothing else did, and every request verifies."""
    verifier = Verifier(Webhook.objects.get(url=shop.url).secret)
    for request in shop.requests:
        verifier.verify(request.body.decode(), request.headers)
    assert {*shop.message_ids} == ids


def test_nothing_is_lost_when_the_worker_is_killed_and_the_queue_forgets(
    stack: Stack,
    valkey: OwnValkey,  # noqa: F811
    shops: list[Receiver],
    start_sender: Callable[[], Program],
) -> None:
    moments = Random(4)
    stack.environment |= valkey.environment
    events = publish(800)  # before anybody sends, so that enough is left for both kills
    stack.start_beat()
    worker = start_sender()

    for round_ in range(2):
        wanted = len(shops[1].requests) + moments.randint(5, 60)
        eventually(lambda wanted=wanted: len(shops[1].requests) > wanted)  # type: ignore[misc]
        worker.kill()
        if round_ == 1:
            valkey.kill()
            events += publish(20)
            valkey.start()  # empty
        worker = start_sender()

    eventually(all_delivered)
    for shop in shops:
        assert_told(shop, {event.message_id for event in events})
        assert len(shop.requests) < len(events) + 2 * 4 * BATCH  # what four lanes had in hand at each of the kills


@pytest.mark.parametrize("rows", [5_000, pytest.param(20_000, marks=pytest.mark.soak)])
def test_import_is_told_whole_during_a_rotation(
    stack: Stack, shops: list[Receiver], start_sender: Callable[[], Program], settings: Settings, rows: int
) -> None:
    settings.WEBHOOK_BATCH_PRODUCTS = 50
    trial = make_trial(rows)
    before = oracle.stored_catalogue()
    quick = Webhook.objects.get(url=shops[0].url)
    secrets = [quick.secret]
    stack.start_beat()
    start_sender()

    importing = threading.Thread(target=run_import, args=[trial.job.id])
    importing.start()
    eventually(lambda: len(shops[0].requests) > 3)
    assert quick.rotate_secret()
    secrets.append(quick.secret)
    importing.join()
    eventually(all_delivered)

    trial.assert_fulfilled()
    expected = changes_in(before, oracle.stored_catalogue())
    for shop in shops:
        by_id = {request.message_id: request for request in shop.requests}
        bodies = [json.loads(request.body) for request in by_id.values()]
        assert told_by_import(bodies) == expected
        assert [body["type"] for body in bodies].count("upload.completed") == 1
    for request in shops[0].requests:
        Verifier(secrets[0]).verify(request.body.decode(), request.headers)  # the old one signs on for a day
    Verifier(secrets[1]).verify(shops[0].requests[-1].body.decode(), shops[0].requests[-1].headers)


def test_receivers_that_never_answer_do_not_slow_another(
    stack: Stack, shops: list[Receiver], start_sender: Callable[[], Program]
) -> None:
    with receiver(silent) as dead, receiver(silent) as dead_too:
        for each in (dead, dead_too):
            make_webhook(each.url)
        events = publish(60)
        stack.start_beat()
        start_sender()

        eventually(lambda: {*shops[0].message_ids} == {event.message_id for event in events})

        assert [each.last_attempt_at for each in Webhook.objects.filter(url__in=[dead.url, dead_too.url])] == [None] * 2
        assert 0 < len(dead.requests) <= 4
        assert 0 < len(dead_too.requests) <= 4


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_nothing_is_lost_when_the_worker_is_killed_twenty_times_during_an_import(
    stack: Stack, shops: list[Receiver], start_sender: Callable[[], Program], settings: Settings
) -> None:
    moments = Random(20)
    settings.WEBHOOK_BATCH_PRODUCTS = 20  # many small events
    trial = make_trial(40_000)
    before = oracle.stored_catalogue()
    stack.start_beat()
    worker = start_sender()
    importing = threading.Thread(target=run_import, args=[trial.job.id])
    importing.start()

    for _ in range(20):
        time.sleep(moments.uniform(0.1, 2))
        worker.kill()
        worker = start_sender()
    importing.join()

    eventually(all_delivered, seconds=300)
    expected = changes_in(before, oracle.stored_catalogue())
    for shop in shops:
        by_id = {request.message_id: json.loads(request.body) for request in shop.requests}
        assert told_by_import([*by_id.values()]) == expected
