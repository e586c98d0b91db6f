"""`manage.py reset_password`: for whoever runs the site."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return User.objects.create_user("ana", password="a-good-password", is_staff=True)


def reset(*arguments: str) -> str:
    out = StringIO()
    call_command("reset_password", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_link_is_printed_and_the_old_password_works_until_it_is_used(ana: User, settings: Settings) -> None:
    settings.SITE_URL = "https://importer.example.com/"

    link = reset("ana")

    assert link.startswith("https://importer.example.com/accounts/choose-password/")
    assert Client().get(link.removeprefix("https://importer.example.com"), follow=True).status_code == 200
    ana.refresh_from_db()
    assert ana.check_password("a-good-password")
    reset("ana", "--block")
    ana.refresh_from_db()
    assert not ana.has_usable_password()


@pytest.mark.parametrize(("typed", "works"), [("another good one\n", True), ("short\n", False), ("", False)])
def test_password_is_set_from_standard_input(
    ana: User, monkeypatch: pytest.MonkeyPatch, typed: str, works: bool
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    browser = Client()
    browser.force_login(ana)

    if works:
        assert "is set" in reset("ana", "--set")
    else:
        with pytest.raises(CommandError, match="too short"):
            reset("ana", "--set")

    assert (browser.get("/products/").status_code == 302) is works


def test_nobody_unknown_is_reset() -> None:
    with pytest.raises(CommandError, match="no active staff user named eve"):
        reset("eve")
