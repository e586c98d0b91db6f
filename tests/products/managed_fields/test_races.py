"""Managers at the same moment: limits and names hold, whoever comes first, and nobody sees an error of the database."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from products.fields import asked
from products.fields.models import OwnField
from products.own_fields import actions, refusals
from products.own_fields.refusals import Refusal
from products.own_fields.turns import OWN_FIELDS
from tests.processes import eventually
from tests.products.factories import ANA
from tests.products.managed_fields.making import keys, make_field

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[type[Exception] | None]:
    """What becomes of each, begun at the same moment: None, or the exception."""
    outcomes: list[type[Exception] | None] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            start.wait()
            works[number]()
        except Exception as error:
            outcomes[number] = type(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def adding(key: str, **parts: Any) -> Callable[[], OwnField]:
    return lambda: make_field(key, **parts)


def test_one_of_two_gets_the_key() -> None:
    outcomes = at_once(*[adding("brand", label=f"Brand {n}") for n in range(4)])

    assert sorted(map(str, outcomes)) == sorted(map(str, [None, *[refusals.KeyTaken] * 3]))
    assert keys() == ["brand"]


def test_one_of_two_gets_the_header() -> None:
    outcomes = at_once(adding("brand", synonyms=["Marke"]), adding("maker", synonyms=["marke"]))

    assert {*outcomes} == {None, refusals.SynonymTaken}


def test_limit_of_fields_holds(settings: Settings) -> None:
    settings.OWN_FIELDS_MAX = 3

    outcomes = at_once(*[adding(f"f{n}") for n in range(5)])

    assert sorted(map(str, outcomes)) == sorted(map(str, [*[None] * 3, *[refusals.TooManyFields] * 2]))
    assert [*OwnField.objects.in_order().values_list("position", flat=True)] == [0, 1, 2]


def test_limit_of_sortable_fields_holds() -> None:
    for number in range(asked.MOST_SORTABLE - 1):
        make_field(f"f{number}", sortable=True)
    for key in ("brand", "maker"):
        make_field(key)

    outcomes = at_once(
        lambda: actions.change("brand", sortable=True, actor=ANA),
        lambda: actions.change("maker", sortable=True, actor=ANA),
    )

    assert {*outcomes} == {None, refusals.TooManySortable}


def test_order_stays_whole_whoever_moves_what() -> None:
    for key in "abcd":
        make_field(key, label=f"Field {key}")

    outcomes = at_once(
        lambda: actions.move("d", by=-3, actor=ANA),
        lambda: actions.move("a", by=3, actor=ANA),
        lambda: actions.order([*"bdac"], actor=ANA),
        lambda: actions.archive("c", actor=ANA),
    )

    assert outcomes[0] is outcomes[1] is outcomes[3] is None
    assert sorted(keys()) == [*"abd"]
    assert len({*OwnField.objects.in_use().values_list("position", flat=True)}) == 3


@pytest.mark.parametrize(
    "work",
    [
        adding("size"),
        lambda: actions.change("brand", told=False, actor=ANA),
        lambda: actions.move("brand", by=1, actor=ANA),
        lambda: actions.order(["brand"], actor=ANA),
        lambda: actions.archive("brand", actor=ANA),
        lambda: actions.erase("brand", confirmed=0, user=User.objects.get(), actor=ANA),
    ],
    ids=["create", "change", "move", "order", "archive", "erase"],
)
def test_whoever_changes_fields_waits_for_their_turn(admin_user: User, work: Callable[[], object]) -> None:
    make_field("brand")
    outcomes: list[type[Exception] | None] = []

    thread = threading.Thread(target=lambda: outcomes.extend(at_once(work)))
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as somebody:
        somebody.execute("SELECT pg_advisory_xact_lock(%s)", [OWN_FIELDS])
        thread.start()
        eventually(is_waiting_for_a_lock)
        waited = not outcomes
    thread.join()

    assert (waited, outcomes) == (True, [None])


def test_key_that_somebody_wrote_past_the_rules_is_taken_too() -> None:
    refused: list[Exception] = []

    def add() -> None:
        try:
            make_field("brand")
        except Refusal as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=add)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as somebody:
        somebody.execute(
            "INSERT INTO products_ownfield (key, label, kind, settings, searchable, sortable, in_list, required, told,"
            " synonyms, position, created_at)"
            " VALUES ('brand', 'Theirs', 'text', '{}', false, false, true, false, true, '{}', 0, now())"
        )
        thread.start()
        eventually(is_waiting_for_a_lock)
    thread.join()

    assert [type(error) for error in refused] == [refusals.KeyTaken]
    assert OwnField.objects.get().label == "Theirs"


def is_waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
