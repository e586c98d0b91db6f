"""The link in each mail that stops them, for whoever has it, signed in or not."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from product_importer.notices.models import NoticeChoices
from tests.project.notices.factories import mailed, make_person

pytestmark = pytest.mark.django_db


def test_link_asks_and_its_button_stops_all_mails() -> None:
    mailed(own_by_mail=["failed", "late"], own_in_browser=["failed"])
    path = f"/notices/stop-mails/{NoticeChoices.objects.get().mail_key}/"
    person = Client(enforce_csrf_checks=True)

    assertContains(person.get(path), "Stop all mails")
    assert NoticeChoices.objects.get().hears_by_mail  # a look, as of a scanner of links, changes nothing
    assertContains(person.post(path), "You get no mails about imports any more")

    choices = NoticeChoices.objects.get()
    assert (choices.own_by_mail, choices.sources_by_mail, choices.all_by_mail) == ([], [], [])
    assert (choices.own_in_browser, choices.all_in_browser) == (["failed", "late"], ["failed"])
    assertContains(person.get(path), "You get no mails about imports any more")


def test_mail_programs_press_the_button_with_one_click() -> None:
    mailed()
    path = f"/notices/stop-mails/{NoticeChoices.objects.get().mail_key}/"

    answers = [Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not NoticeChoices.objects.get().hears_by_mail


def test_link_of_nobody_stops_nothing() -> None:
    mailed()
    make_person("bo", own_by_mail=["late"])

    assert Client().post(f"/notices/stop-mails/{uuid4()}/").status_code == 404
    assert [choices.hears_by_mail for choices in NoticeChoices.objects.all()] == [True, True]
