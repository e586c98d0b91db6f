"""The page of a person's notifications, its bell, the routes for it, and the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.accounts.models import ApiToken
from product_importer.notices.models import Mail, Notice
from product_importer.notices.news import NoticeEvent
from product_importer.notices.publishing import publish
from tests.project.accounts.calls import call
from tests.project.notices.factories import news, of_acme
from tests.project.routes import UNKNOWN_ID

pytestmark = pytest.mark.django_db
PAGE, API = "/notices/", "/api/notices/"


def tell(user: User, *numbers: int, **values: Any) -> list[Notice]:
    """Oldest first."""
    for number in numbers:
        publish(news(number, owner_id=user.pk, **values))
    return [*Notice.objects.filter(user=user).order_by("id")]


@pytest.mark.parametrize("number", [1, 3])
def test_page_lists_what_a_person_was_told_newest_first(
    admin_client: Client, admin_user: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(admin_user, *range(1, number + 1), counts=(("created", 1204),))
    tell(User.objects.create(username="bo", is_staff=True), 9)

    with django_assert_num_queries(4):  # session, user, notices, unread
        page = admin_client.get(PAGE)

    content = page.content.decode()
    assert [content.count(f"spring-{each}.csv failed") for each in (number, 9)] == [1, 0]
    assert content.index(f"spring-{number}.csv") <= content.index("spring-1.csv")
    assertContains(page, "1,204 created")
    assertContains(page, f"({number}) Notifications")


def test_page_without_notices_says_what_will_be_there(admin_client: Client) -> None:
    page = admin_client.get(PAGE)

    assertContains(page, "No notifications yet")
    assertNotContains(page, "Mark all as read")


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(admin_client: Client, admin_user: User) -> None:
    first, second = tell(admin_user, 1, 2)

    opened = admin_client.post(f"{PAGE}{first.pk}/open/")

    assertRedirects(opened, "/products/imports/", fetch_redirect_response=False)
    assert [*Notice.objects.unread()] == [second]
    assert admin_client.get(f"{PAGE}{first.pk}/open/").status_code == 405
    assert admin_client.post(f"{PAGE}{UNKNOWN_ID}/open/").status_code == 404


def test_notice_of_somebody_else_cannot_be_opened_or_read(admin_client: Client) -> None:
    (notice,) = tell(User.objects.create(username="bo", is_staff=True), 1)

    assert admin_client.post(f"{PAGE}{notice.pk}/open/").status_code == 404
    admin_client.post(f"{PAGE}read/")
    admin_client.post(f"{API}read/", {"ids": [str(notice.pk)]}, content_type="application/json")

    assert Notice.objects.unread().count() == 1


def test_all_are_read_at_once(admin_client: Client, admin_user: User) -> None:
    tell(admin_user, 1, 2)

    page = admin_client.post(f"{PAGE}read/", follow=True)

    assertContains(page, "Marked 2 notifications as read.")
    assertNotContains(page, "data-unread")


def test_long_lists_have_pages(admin_client: Client, admin_user: User) -> None:
    tell(admin_user, *range(1, 53))

    first = admin_client.get(PAGE)
    older = admin_client.get(f"{PAGE}?cursor={first.context['page'].next_cursor}")

    assertContains(first, "Older")
    assert [notice.occasion for notice in older.context["page"].rows] == ["job 2", "job 1"]
    assertRedirects(admin_client.get(f"{PAGE}?cursor=nonsense"), PAGE)


@override_settings(MAIL_IS_ON=True)
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Mail: waits to be sent"),
        ({"error": "The server is away."}, "Mail: not sent yet, tried again"),
        ({"state": "sent", "address": "a@example.com"}, "Mail to a@example.com: sent"),
        ({"state": "refused", "address": "a@example.com", "error": "550 No"}, "Mail to a@example.com: refused. 550 No"),
        ({"state": "given_up", "error": "Too old."}, "Mail: given up. Too old."),
        ({"state": "dropped", "error": "Nobody."}, "Mail: not sent. Nobody."),
    ],
)
def test_page_says_what_became_of_the_mail(
    admin_client: Client, admin_user: User, values: dict[str, str], said: str
) -> None:
    mail = Mail(user=admin_user, **values)
    mail.ended_at = mail.sent_at = mail.created_at if values.get("state") else None
    mail.save()
    Notice.objects.create(user=admin_user, event="failed", title="A", path="/", occasion="a", is_shown=True, mail=mail)

    text = " ".join(admin_client.get(PAGE).content.decode().split())

    assert said in text


def test_api_lists_unread_ones_and_marks_them(admin_client: Client, admin_user: User) -> None:
    first, second = tell(admin_user, 1, 2)
    publish(of_acme(3, event=NoticeEvent.LATE, owner_id=admin_user.pk, title="Acme: no file has come"))

    answer = admin_client.get(f"{API}?unread=true&limit=2").json()
    told = answer["results"][0]

    assert (answer["unread"], len(answer["results"])) == (3, 2)
    assert answer["next_cursor"]
    expected = ("late", "Acme: no file has come", "Acme", "/products/imports/", True, None)
    names = ("event", "title", "source", "path", "unread", "read_at")
    assert tuple(told[name] for name in names) == expected

    def read(body: dict[str, Any]) -> dict[str, int]:
        return dict(admin_client.post(f"{API}read/", body, content_type="application/json").json())

    assert read({"ids": [str(first.pk), str(first.pk)]}) == {"read": 1, "unread": 2}
    assert read({}) == {"read": 2, "unread": 0}
    assert [admin_client.get(f"{API}?{query}").json()["unread"] for query in ("", "unread=true")] == [0, 0]
    assert second.pk != first.pk


def test_program_sees_the_notices_of_its_owner(issued: tuple[ApiToken, str]) -> None:
    tell(issued[0].user, 1)

    assert call(Client(), "get", API, issued[1]).json()["unread"] == 1
    assert Client().get(API).status_code == 401


def test_admin_shows_and_changes_nothing(admin_client: Client, admin_user: User) -> None:
    Mail.objects.create(user=admin_user, error="550 No such user")
    tell(admin_user, 1)

    assertContains(admin_client.get("/admin/notices/mail/"), "550 No such user")
    assertContains(admin_client.get("/admin/notices/notice/"), "spring-1.csv failed")
    assert admin_client.get("/admin/notices/noticechoices/").status_code == 200
    assert admin_client.get("/admin/notices/mail/add/").status_code == 403


def test_every_page_has_the_bell(admin_client: Client) -> None:
    assertContains(admin_client.get("/webhooks/"), "<notice-bell")
