"""The second factor: set up, asked for at every sign-in, each code once, and no way around it."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from product_importer.accounts.models import AuditEntry, SecondFactor
from product_importer.accounts.second_factor import codes, enrolment
from tests.confirmed import just_confirmed

pytestmark = pytest.mark.django_db
PASSWORD = {"username": "ana", "password": "a-good-password"}
CODE = "/accounts/login/code/"


def code_of(secret: str, steps_later: int = 0) -> str:
    return codes.code_at(secret, int(time.time()) // codes.STEP_SECONDS + steps_later)


@pytest.fixture
def ana() -> User:
    return User.objects.create_user("ana", password="a-good-password", is_staff=True)


@pytest.fixture
def secret(ana: User) -> str:
    """Of a second factor that ana set up a while ago."""
    secret = codes.new_secret()
    assert enrolment.turn_on(ana, secret=secret, code=code_of(secret))
    SecondFactor.objects.update(last_step=0)
    return secret


def signed_in(ana: User) -> Client:
    client = Client()
    client.force_login(ana)
    return just_confirmed(client)


def is_in(client: Client) -> bool:
    return client.get("/products/").status_code == 200


def test_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B; the last six digits

    assert [codes.code_at(secret, at // 30) for at in (59, 1111111109, 20000000000)] == ["287082", "081804", "353130"]
    assert codes.step_of(secret, " 287 082 ", now=59) == 1
    assert codes.step_of(secret, "287082", now=89) == 1
    assert codes.step_of(secret, "287082", now=120) is None
    assert codes.step_of(secret, "２87082", now=59) is None


def test_factor_is_set_up_by_its_first_code_and_shows_recovery_codes_once(ana: User) -> None:
    client = signed_in(ana)
    page = client.get("/accounts/second-factor/")
    secret = page.context["secret"]
    assert secret in client.get("/accounts/second-factor/").content.decode()  # a reload shows the same
    assert page.context["picture"].startswith("data:image/svg+xml")

    wrong = client.post("/accounts/second-factor/", {"code": "12345"})
    right = client.post("/accounts/second-factor/", {"code": code_of(secret)})

    assert (wrong.status_code, right.status_code) == (422, 201)
    assert len(set(right.context["codes"])) == codes.RECOVERY_CODES
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed || recovery_digests::text FROM accounts_secondfactor")
        stored = str(cursor.fetchone())
    assert not any(text in stored for text in (secret, *right.context["codes"]))
    assert client.get("/accounts/second-factor/").headers["Location"] == "/accounts/"


@pytest.mark.parametrize("door", ["/accounts/login/", "/admin/login/"])
def test_sign_in_takes_the_password_and_then_a_code(ana: User, secret: str, door: str) -> None:
    client = Client()

    asked = client.post(door, PASSWORD | {"next": "/webhooks/"})

    assert (asked.headers["Location"], is_in(client), client.get("/admin/").status_code) == (CODE, False, 302)
    wrong = client.post(CODE, {"code": "000000"})
    assert (wrong.status_code, is_in(client)) == (422, False)
    right = client.post(CODE, {"code": code_of(secret)})
    assert (right.headers["Location"], is_in(client)) == ("/webhooks/", True)
    assert AuditEntry.objects.get().action == "POST sign_in_code"


def test_code_and_recovery_code_are_taken_once(ana: User, secret: str) -> None:
    recovery = enrolment.renew_recovery_codes(ana)
    assert recovery
    used = [code_of(secret), recovery[0].upper().replace("-", " ")]

    def enters(code: str) -> bool:
        client = Client()
        client.post("/accounts/login/", PASSWORD)
        client.post(CODE, {"code": code})
        return is_in(client)

    assert [enters(code) for code in (*used, *used)] == [True, True, False, False]
    assert SecondFactor.objects.get().recovery_digests == [*map(codes.digest_of, recovery[1:])]


def test_guessing_codes_pauses_whatever_becomes_of_redis(ana: User, secret: str) -> None:
    client = Client()
    client.post("/accounts/login/", PASSWORD)

    answers = [client.post(CODE, {"code": "000000"}).status_code for _ in range(5)]
    paused = client.post(CODE, {"code": code_of(secret)})

    assert answers == [422] * 5
    assert (paused.status_code, 0 < int(paused.headers["Retry-After"]) <= 30) == (429, True)
    assert SecondFactor.objects.get().wrong_codes == 5


@pytest.mark.parametrize("happens", ["too late", "another password", "deactivated", "no password before"])
def test_code_alone_signs_nobody_in(ana: User, secret: str, happens: str) -> None:
    client = Client()
    if happens != "no password before":
        client.post("/accounts/login/", PASSWORD)
    if happens == "too late":
        session = client.session
        session["sign_in_pending"] = [*session["sign_in_pending"][:2], int(time.time()) - 301, ""]
        session.save()
    if happens == "another password":
        ana.set_password("another good one")
    ana.is_active = happens != "deactivated"
    ana.save()

    answer = client.post(CODE, {"code": code_of(secret)})

    assert (answer.headers["Location"], is_in(client)) == ("/accounts/login/", False)


def test_factor_is_switched_off_by_its_person_or_by_a_command(ana: User, secret: str) -> None:
    client = signed_in(ana)

    client.post("/accounts/second-factor/off/")

    assert not SecondFactor.objects.exists()
    enrolment.turn_on(ana, secret=secret, code=code_of(secret))
    call_command("second_factor_off", "ana")
    entry = AuditEntry.objects.latest("id")
    assert (entry.kind, entry.action, entry.subject) == ("command", "manage.py second_factor_off", f"{ana.pk} ana")
    with pytest.raises(CommandError, match="ana has no second factor"):
        call_command("second_factor_off", "ana")


def test_where_managers_need_one_they_set_it_up_before_anything_else(ana: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = "managers"
    client = signed_in(ana)
    assert is_in(client)
    ana.groups.set(Group.objects.filter(name="manager"))

    sent = client.get("/products/")
    program = client.get("/products/api/products/")

    assert sent.headers["Location"] == "/accounts/second-factor/"
    assert (program.status_code, program.json()["error"]["code"]) == (403, "second_factor_needed")
    secret = client.get("/accounts/second-factor/").context["secret"]
    client.post("/accounts/second-factor/", {"code": code_of(secret)})
    assert is_in(client)
    client.post("/accounts/second-factor/off/")
    assert SecondFactor.objects.exists()
    older = signed_in(ana)  # a session from before
    assert older.get("/products/").headers["Location"] == "/accounts/login/?next=%2Fproducts%2F"


def test_where_no_key_opens_the_secret_recovery_codes_are_still_taken(
    ana: User, secret: str, settings: Settings
) -> None:
    recovery = enrolment.renew_recovery_codes(ana)
    assert recovery
    settings.CREDENTIALS_KEYS = ["another key, by mistake, of sufficient length"]
    client = Client()
    client.post("/accounts/login/", PASSWORD)

    assert client.post(CODE, {"code": code_of(secret)}).status_code == 422
    client.post(CODE, {"code": recovery[0]})

    assert "The server has lost the key" in client.get("/accounts/").content.decode()
    settings.CREDENTIALS_KEYS = [*settings.CREDENTIALS_KEYS]
    assert SecondFactor.objects.get().sealed.text  # type: ignore[attr-defined]  # as it was: the key may come back
