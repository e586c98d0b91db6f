"""Guessing passwords gets slower by user, by address and by both; who knows theirs is not held up by others."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from product_importer.accounts import guessing
from product_importer.accounts.guessing import Suspect, TooManyGuesses, forgive, one_guess, suspects
from product_importer.lib import redis_client

PASSWORD = "a-good-password"
HOME, OFFICE = "198.51.100.7", "203.0.113.1"


@pytest.fixture(autouse=True)
def one_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXY_HOPS = 1


@pytest.fixture
def people(db: None) -> None:
    for name in ("ana", "ben"):
        User.objects.create_user(name, password=PASSWORD, is_staff=True)


def sign_in(name: str, password: str, address: str = OFFICE, *, browser: Client | None = None) -> int:
    return (
        (browser or Client())
        .post("/accounts/login/", {"username": name, "password": password}, headers={"X-Forwarded-For": address})
        .status_code
    )


@pytest.fixture(autouse=True)
def pauses_outlast_the_test(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """However busy the machine is."""
    if "lon" in request.node.name or "come_back" in request.node.name:
        return
    monkeypatch.setattr(guessing, "FIRST_PAUSE_SECONDS", 600)


def time_passes() -> None:
    """The pauses are over, and what was counted is not forgotten."""
    redis = redis_client.client()
    for key in redis.scan_iter(match="pause:*"):
        redis.delete(key)


def guesses_until_paused(suspected: list[Suspect], most: int = 200) -> int:
    for number in range(most):
        try:
            with one_guess(suspected):
                pass
        except TooManyGuesses:
            return number
    return most


@pytest.mark.usefixtures("people")
def test_pause_of_a_pair_holds_up_neither_the_office_nor_the_person_at_home() -> None:
    assert [sign_in("ana", "wrong") for _ in range(6)] == [200] * 5 + [429]

    assert sign_in("ana", PASSWORD) == 429
    assert sign_in("ben", PASSWORD) == 302
    assert sign_in("ana", PASSWORD, HOME) == 302


def test_pauses_get_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    suspected = [Suspect("pair:x:y", 1)]
    waits = []
    for _ in range(8):
        with one_guess(suspected):
            pass
        with pytest.raises(TooManyGuesses) as refusal, one_guess(suspected):
            pass
        waits.append(refusal.value.seconds)
        time_passes()

    for wait, full in zip(waits, [30, 60, 120, 240, 480, 900, 900, 900], strict=True):
        assert full - 20 < wait <= full  # a busy machine lets some of it pass


@pytest.mark.usefixtures("people")
def test_account_that_is_tried_from_many_addresses_pauses_but_in_browsers_that_it_knows(settings: Settings) -> None:
    known = Client()
    assert sign_in("ana", PASSWORD, HOME, browser=known) == 302

    answers = [sign_in("ana", "wrong", f"192.0.2.{number}") for number in range(40)]

    assert answers == [200] * settings.SIGN_IN_USER_FAILURE_LIMIT + [429] * (40 - settings.SIGN_IN_USER_FAILURE_LIMIT)
    assert sign_in("ana", PASSWORD, "192.0.2.200") == 429
    known.post("/accounts/logout/")
    assert sign_in("ana", PASSWORD, HOME, browser=known) == 302
    assert sign_in("ben", PASSWORD, "192.0.2.1") == 302


@pytest.mark.usefixtures("people")
def test_address_that_tries_many_accounts_pauses_but_in_browsers_that_are_known(settings: Settings) -> None:
    known = Client()
    assert sign_in("ben", PASSWORD, browser=known) == 302

    answers = [sign_in(f"user-{number}", "wrong") for number in range(60)]

    limit = settings.SIGN_IN_ADDRESS_FAILURE_LIMIT
    assert answers == [200] * limit + [429] * (60 - limit)
    assert sign_in("ana", PASSWORD) == 429
    assert sign_in("ben", PASSWORD, browser=known) == 302
    assert sign_in("ana", PASSWORD, HOME) == 302


@pytest.mark.usefixtures("people")
def test_known_browser_is_known_for_its_user_only_and_counts_by_itself() -> None:
    known = Client()
    sign_in("ben", PASSWORD, browser=known)

    assert [sign_in("ben", "wrong", browser=known) for _ in range(6)] == [200] * 5 + [429]
    assert sign_in("ben", PASSWORD) == 302
    assert [sign_in("ana", "wrong", browser=known) for _ in range(6)] == [200] * 5 + [429]
    assert sign_in("ana", PASSWORD) == 429


@pytest.mark.usefixtures("people")
def test_made_up_cookie_makes_no_browser_known() -> None:
    client = Client()
    sign_in("ana", PASSWORD, HOME, browser=client)
    client.cookies["device"] = client.cookies["device"].value[:-1] + "x"

    for _ in range(5):
        sign_in("ana", "wrong", browser=client)

    assert sign_in("ana", PASSWORD) == 429


def test_right_password_is_forgiven_and_leaves_the_counts_of_others() -> None:
    pair, user, address = suspected = suspects("ana", OFFICE, "")
    for _ in range(3):
        with one_guess(suspected):
            pass
    with one_guess(suspected):
        forgive(suspected)

    assert guesses_until_paused([pair]) == pair.limit
    assert guesses_until_paused([user]) == user.limit - 3
    assert guesses_until_paused([address]) == address.limit - 3


def test_guess_that_could_not_be_looked_at_does_not_count_and_those_before_it_do() -> None:
    suspected = [Suspect("pair:x:y", 3)]
    with one_guess(suspected):
        pass
    for _ in range(5):
        with pytest.raises(ConnectionError), one_guess(suspected):
            raise ConnectionError

    assert guesses_until_paused(suspected) == 2


@contextmanager
def all_places_taken() -> Iterator[None]:
    suspected = [[Suspect(f"pair:{number}:y", 9)] for number in range(guessing.CHECKED_AT_ONCE)]
    with one_guess(suspected[0]), one_guess(suspected[1]):
        yield


def test_few_passwords_are_checked_at_once_and_who_waits_too_long_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guessing, "PATIENCE_SECONDS", 0.01)
    suspected = [Suspect("pair:z:y", 2)]

    with all_places_taken(), pytest.raises(TooManyGuesses), one_guess(suspected):
        pass

    assert guesses_until_paused(suspected) == 2


def test_of_many_guesses_at_the_same_moment_no_more_are_looked_at_than_one_after_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guessing, "PATIENCE_SECONDS", 60)
    suspected = [Suspect("pair:x:y", 5)]
    looked_at, together = [], threading.Barrier(20)

    def guess(number: int) -> None:
        together.wait()
        try:
            with one_guess(suspected):
                looked_at.append(number)
        except TooManyGuesses:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(guess, range(20)))

    assert len(looked_at) == 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("ana", OFFICE), ("ANA", OFFICE), True),
        (("ana", "2001:db8::1"), ("ana", "2001:db8::ffff"), True),
        (("ana", "2001:db8::1"), ("ana", "2001:db8:0:1::1"), False),
        (("ana", OFFICE), ("ben", OFFICE), False),
        (("ana", OFFICE), ("ana", f"::ffff:{OFFICE}"), True),
        (("ana", f"::ffff:{OFFICE}"), ("ana", f"::ffff:{HOME}"), False),
        (("ana", ""), ("ana", "unknown"), False),
    ],
)
def test_guesses_are_counted_together_for_one_name_and_one_network(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert (suspects(*one, "") == suspects(*other, "")) is same


@pytest.mark.usefixtures("people")
def test_command_ends_the_pauses_of_a_user_or_of_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(5):
        sign_in("ana", "wrong")
    assert sign_in("ana", PASSWORD) == 429

    call_command("unlock_sign_in", "Ana")

    assert capsys.readouterr().out == "2 counts of wrong passwords dropped.\n"
    assert sign_in("ana", PASSWORD) == 302
    for number in range(30):
        sign_in(f"user-{number}", "wrong")
    assert sign_in("ana", PASSWORD) == 429
    call_command("unlock_sign_in", "--address", OFFICE)
    assert sign_in("ana", PASSWORD) == 302
    with pytest.raises(CommandError, match="Name a user"):
        call_command("unlock_sign_in")


@pytest.mark.usefixtures("people")
def test_pause_says_when_to_come_back() -> None:
    for _ in range(5):
        sign_in("ana", "wrong")

    paused = Client().post(
        "/accounts/login/", {"username": "ana", "password": "x"}, headers={"X-Forwarded-For": OFFICE}
    )

    assert 0 < int(paused.headers["Retry-After"]) <= 30


@pytest.mark.usefixtures("people")
def test_old_password_of_a_change_is_not_guessed_at_will_either() -> None:
    ana = Client()
    ana.force_login(User.objects.get(username="ana"))
    new = {"new_password1": "another good one", "new_password2": "another good one"}

    answers = [ana.post("/accounts/password/", {"old_password": "wrong", **new}).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


@pytest.mark.usefixtures("people")
def test_known_browser_of_one_spelling_is_none_of_another() -> None:
    User.objects.create_user("Ana", password="another-good-password", is_staff=True)
    known = Client()
    sign_in("ana", PASSWORD, browser=known)

    assert [sign_in("Ana", "wrong", browser=known) for _ in range(6)] == [200] * 5 + [429]
    assert sign_in("Ana", "wrong") == 429


@pytest.mark.parametrize("password", [" " * 12, "1234567890123", "aaaaaaaaaaaaaa", "ababababababab", "password12"])
def test_password_that_is_no_secret_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_sentence_of_words_is_a_password() -> None:
    validate_password("correct horse battery staple")
