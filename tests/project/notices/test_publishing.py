"""Who hears of what, and that it is written with what it tells or not at all."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings

from product_importer.notices.models import Mail, Notice
from product_importer.notices.news import News, NoticeEvent
from product_importer.notices.publishing import publish, publish_test
from tests.project.notices.factories import ACME, make_person, news, of_acme

pytestmark = pytest.mark.django_db


def heard(event: str, **values: Any) -> tuple[bool, bool]:
    """Whether the one person hears of it in the browser, and by mail."""
    publish(news(event=NoticeEvent(event), **values))
    notice = Notice.objects.first()
    return (notice.is_shown, notice.mail is not None) if notice else (False, False)


@pytest.mark.parametrize(
    ("event", "is_shown"),
    [("completed", False), ("completed_with_rejected_rows", True), ("waits", True), ("failed", True), ("late", True)],
)
@override_settings(MAIL_IS_ON=True)
def test_person_without_choices_sees_what_is_worth_a_look_of_their_own(event: str, is_shown: bool) -> None:
    assert heard(event, owner_id=make_person().pk) == (is_shown, False)


@pytest.mark.parametrize(
    ("choices", "about", "ways"),
    [
        ({"own_in_browser": []}, "own", (False, False)),
        ({"own_in_browser": ["completed"]}, "own", (True, False)),
        ({"own_in_browser": ["completed"]}, "others", (False, False)),
        ({"own_in_browser": [], "own_by_mail": ["completed"], "mail_to": "a@example.com"}, "own", (False, True)),
        ({"own_by_mail": ["completed"], "mail_to": ""}, "own", (True, False)),
        ({"sources": [ACME], "sources_in_browser": ["completed"]}, "acme", (True, False)),
        ({"sources": [ACME], "sources_in_browser": ["failed"]}, "acme", (False, False)),
        ({"sources": [], "sources_in_browser": ["completed"]}, "acme", (False, False)),
        ({"all_in_browser": ["completed"]}, "others", (True, False)),
        ({"all_by_mail": ["completed"], "mail_to": "a@example.com"}, "acme", (False, True)),
    ],
)
@override_settings(MAIL_IS_ON=True)
def test_person_hears_what_they_chose(choices: dict[str, Any], about: str, ways: tuple[bool, bool]) -> None:
    person = make_person(**choices)
    facts: dict[str, dict[str, Any]] = {"own": {"owner_id": person.pk}, "acme": {"source_id": ACME}, "others": {}}

    assert heard("completed", **facts[about]) == ways


@override_settings(MAIL_IS_ON=False)
def test_what_was_to_be_mailed_is_shown_while_there_is_no_mail() -> None:
    make_person(all_by_mail=["failed"], mail_to="a@example.com")

    assert heard("failed") == (True, False)


@pytest.mark.parametrize("loses", [{"is_staff": False}, {"is_active": False}])
@pytest.mark.parametrize("choices", [{}, {"all_in_browser": ["failed"]}])
def test_who_has_left_hears_nothing(loses: dict[str, bool], choices: dict[str, Any]) -> None:
    person = make_person(**choices)
    User.objects.update(**loses)

    assert heard("failed", owner_id=person.pk) == (False, False)


def test_same_news_is_told_once() -> None:
    person = make_person(all_in_browser=["failed"])

    assert [publish(news()), publish(news())] == [1, 0]
    assert [*Notice.objects.values_list("user_id", "title")] == [(person.pk, "spring-1.csv failed")]


@override_settings(MAIL_IS_ON=True)
def test_nobody_hears_of_what_was_taken_back() -> None:
    make_person(all_in_browser=["failed"], all_by_mail=["failed"], mail_to="a@example.com")

    with transaction.atomic():
        publish(news())
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


@override_settings(MAIL_IS_ON=True)
def test_news_of_one_source_go_into_one_mail_until_it_has_left() -> None:
    person = make_person(all_by_mail=["failed"], mail_to="a@example.com")
    told: list[News] = [of_acme(1), of_acme(2), news(3)]
    for each in told:
        publish(each)

    acme, uploads = Mail.objects.order_by("id")
    assert [notice.occasion for notice in acme.notices.order_by("id")] == ["job 1", "job 2"]
    assert [notice.occasion for notice in uploads.notices.all()] == ["job 3"]
    assert (acme.user, acme.source_id, uploads.source_id) == (person, ACME, None)

    acme.take()
    publish(of_acme(4))

    assert Notice.objects.get(occasion="job 4").mail not in (None, acme, uploads)


@override_settings(MAIL_IS_ON=True)
def test_test_mail_is_one_however_often_it_is_asked_for() -> None:
    person = make_person(mail_to="a@example.com")

    publish_test(person.pk)
    publish_test(person.pk)

    assert [(notice.event, notice.is_shown) for notice in Notice.objects.all()] == [("test", False)]
