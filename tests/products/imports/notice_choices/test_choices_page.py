"""The page on which a person says what they hear of, and how."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.notices.models import Notice, NoticeChoices
from products.imports.models import Source
from products.imports.notice_choices.views import TESTS_PER_MINUTE
from tests.project.routes import UNKNOWN_ID

pytestmark = pytest.mark.django_db
PAGE = "/accounts/notices/"


@pytest.fixture(autouse=True)
def mail_is_on(settings: Settings) -> None:
    settings.MAIL_IS_ON = True


@pytest.fixture
def acme(db: None) -> Source:
    return Source.objects.create(name="Acme", name_key="acme", recipe={"sku": "Code"})


def ticked(client: Client) -> set[tuple[str, str]]:
    """The boxes of the page that are ticked."""
    scopes = client.get(PAGE).context["scopes"]
    boxes = [box for scope in scopes for line in scope.lines for box in line.boxes]
    return {(box.name, box.value) for box in boxes if box.is_checked}


def test_page_shows_what_is_usual_until_somebody_chooses(admin_client: Client) -> None:
    usual = {"completed_with_rejected_rows", "waits", "failed", "late"}

    assert ticked(admin_client) == {("own_in_browser", event) for event in usual}
    assert not NoticeChoices.objects.exists()


def test_page_keeps_what_was_chosen(admin_client: Client, admin_user: User, acme: Source) -> None:
    chosen: dict[str, Any] = {
        "mail_to": "ana@example.com",
        "sources": [str(acme.pk), str(UNKNOWN_ID)],
        "sources_by_mail": ["late"],
        "all_in_browser": ["failed", "waits"],
    }

    saved = admin_client.post(PAGE, chosen)

    assertRedirects(saved, PAGE)
    assert ticked(admin_client) == {
        ("sources_by_mail", "late"),
        ("all_in_browser", "failed"),
        ("all_in_browser", "waits"),
    }
    choices = NoticeChoices.objects.get()
    assert (choices.user, choices.mail_to, choices.sources) == (admin_user, "ana@example.com", [acme.pk])
    assertContains(admin_client.get(PAGE), "Acme")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mail_to": "nobody"}, "Enter a valid email address."),
        ({"own_by_mail": ["failed"]}, "Enter an address to get mails, or choose none below."),
    ],
)
def test_page_says_what_is_wrong_and_keeps_nothing(admin_client: Client, values: dict[str, Any], said: str) -> None:
    assertContains(admin_client.post(PAGE, values), said, status_code=422)
    assert not NoticeChoices.objects.exists()


def test_page_says_that_there_is_no_mail_and_keeps_what_was_chosen_for_it(
    admin_client: Client, admin_user: User, settings: Settings
) -> None:
    settings.MAIL_IS_ON = False
    NoticeChoices.objects.create(user=admin_user, mail_to="a@example.com", own_by_mail=["failed"])

    page = admin_client.get(PAGE)
    admin_client.post(PAGE, {"own_in_browser": ["waits"]})

    assertContains(page, "This site sends no mail.")
    assertNotContains(page, "by_mail")
    choices = NoticeChoices.objects.get()
    assert (choices.mail_to, choices.own_by_mail, choices.own_in_browser) == ("a@example.com", ["failed"], ["waits"])


def test_address_without_a_mailbox_is_shown_and_tried_anew_once_it_is_saved(
    admin_client: Client, admin_user: User
) -> None:
    choices = NoticeChoices.objects.create(user=admin_user, mail_to="a@example.com")
    choices.refuse_mail("550 5.1.1 No such user")

    assertContains(admin_client.get(PAGE), "550 5.1.1 No such user")
    assertNotContains(admin_client.get(PAGE), "Send a test mail")
    page = admin_client.post(PAGE, {"mail_to": "a@example.com"}, follow=True)

    assertNotContains(page, "550 5.1.1")
    assertContains(page, "Send a test mail")


def test_test_mail_goes_to_an_address_that_takes_it(admin_client: Client, admin_user: User) -> None:
    refused = admin_client.post(f"{PAGE}test/", follow=True)
    NoticeChoices.objects.create(user=admin_user, mail_to="a@example.com")

    sent = admin_client.post(f"{PAGE}test/", follow=True)

    assertContains(refused, "No mail can be sent to you yet.")
    assertContains(sent, "A test mail to a@example.com is on its way.")
    assertContains(sent, "waits to be sent")
    assert [notice.event for notice in Notice.objects.all()] == ["test"]
    assert admin_client.get(f"{PAGE}test/").status_code == 405


def test_test_mails_are_few(admin_client: Client, admin_user: User) -> None:
    """Their minute may end meanwhile, which begins a new count."""
    NoticeChoices.objects.create(user=admin_user, mail_to="a@example.com")

    pages = [admin_client.post(f"{PAGE}test/", follow=True).content.decode() for _ in range(2 * TESTS_PER_MINUTE + 1)]

    assert "That was too often. Wait a minute." in "".join(pages)


def test_page_wants_somebody_of_the_staff(client: Client) -> None:
    assertRedirects(client.get(PAGE), f"/accounts/login/?next={PAGE}")
