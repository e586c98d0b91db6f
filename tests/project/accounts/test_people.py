"""Colleagues: who adds and changes whom, one-time links, and that somebody always manages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from pytest_django import Settings

from product_importer.accounts.models import ApiToken, AuditEntry, Person
from product_importer.celery import app
from tests.confirmed import just_confirmed
from tests.project.notices.mail_servers import Inbox, mail_server, send_to

pytestmark = pytest.mark.django_db
PEOPLE = "/accounts/people/"
CHOSEN = {"new_password1": "a good long one", "new_password2": "a good long one"}


def person(name: str, role: str, **others: Any) -> User:
    user = User.objects.create_user(name, password="a-good-password", is_staff=True, **others)
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.fixture
def maria() -> User:
    return person("maria", "manager")


@pytest.fixture
def client(maria: User) -> Client:
    """Of a manager who has signed in just now."""
    client = Client()
    client.force_login(maria)
    return just_confirmed(client)


@pytest.fixture
def inbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """Mail is set up, and a worker is quick."""
    monkeypatch.setitem(app.conf, "task_always_eager", True)
    with mail_server() as inbox:
        send_to(settings, inbox.port)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        yield inbox


def link_in(text: object) -> str:
    """The path of the one-time link."""
    found = re.search(r"/accounts/choose-password/[^\s<]+", str(text))
    assert found
    return found[0]


def choose_password(path: str, browser: Client) -> Any:
    """Follow the link as a browser does, and send the form."""
    page = browser.get(path, follow=True)
    return browser.post(page.redirect_chain[-1][0], CHOSEN) if page.redirect_chain else page


def test_colleague_is_added_and_chooses_a_password_by_a_link_that_works_once(client: Client) -> None:
    added = client.post(f"{PEOPLE}new/", {"username": "ana", "role": "importer"})

    ana = Person.people.get(username="ana")
    assert (added.status_code, ana.role, ana.is_invited, ana.is_staff) == (201, "importer", True, True)
    assert AuditEntry.objects.get().subject == f"{ana.pk} ana: importer"
    link, browser = link_in(added.content.decode()), Client()
    assert choose_password(link, browser).headers["Location"] == "/accounts/login/"
    assert AuditEntry.objects.latest("id").action == "POST choose_password"
    signed_in = browser.post("/accounts/login/", {"username": "ana", "password": "a good long one"})
    assert signed_in.headers["Location"] == "/"
    again = Client().get(link)
    assert "This link has ended" in again.content.decode()


def test_link_is_mailed_where_mail_is_set_up_and_not_shown(client: Client, inbox: Inbox) -> None:
    given = {"username": "ana", "email": "ana@example.com", "role": "viewer"}

    answer = client.post(f"{PEOPLE}new/", given, follow=True)

    (message,) = inbox.messages
    text = str(message.get_content())
    link = link_in(text)
    assert (message["To"], f"https://importer.example.com{link}" in text) == ("ana@example.com", True)
    assert link not in answer.content.decode()
    assert "A link to choose a password is on its way to ana@example.com." in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"username": "MARIA"}, "There is somebody with this username already."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"username": "ben", "email": "M@example.com"}, "Somebody else has this address."),
        ({"username": "ben", "role": "superuser"}, "Select a valid choice."),
    ],
)
def test_colleague_is_not_added_if_something_is_wrong(client: Client, maria: User, given: Any, sentence: str) -> None:
    User.objects.filter(pk=maria.pk).update(email="m@example.com")

    answer = client.post(f"{PEOPLE}new/", {"role": "viewer"} | given)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert User.objects.count() == 1


def test_group_is_changed_and_other_groups_are_kept(client: Client) -> None:
    ben = person("ben", "viewer")
    ben.groups.add(Group.objects.create(name="night shift"))

    client.post(f"{PEOPLE}{ben.pk}/", {"role": "manager", "email": "ben@example.com"})

    assert {group.name for group in ben.groups.all()} == {"manager", "night shift"}
    assert AuditEntry.objects.get().subject == f"{ben.pk} ben: viewer → manager"


def test_manager_changes_nobody_who_may_do_more(client: Client) -> None:
    more = person("more", "manager", is_active=False)
    more.user_permissions.add(Permission.objects.get(codename="change_user"))
    above = [person("root", "", is_superuser=True), more]

    for user in above:
        path = f"{PEOPLE}{user.pk}/"
        posts = [client.post(path, {"role": "viewer"}), *(client.post(f"{path}{verb}/") for verb in VERBS)]
        assert [answer.status_code for answer in posts] == [403] * 4
        assert "only an administrator can change them" in client.get(path).content.decode()

    assert [User.objects.get(pk=user.pk).is_active for user in above] == [True, False]


VERBS = ("deactivate", "activate", "link")


def test_last_manager_who_can_sign_in_stays(client: Client, maria: User) -> None:
    User.objects.create_user("invited", is_staff=True).groups.set(Group.objects.filter(name="manager"))

    lowered = client.post(f"{PEOPLE}{maria.pk}/", {"role": "viewer"}, follow=True)
    left = client.post(f"{PEOPLE}{maria.pk}/deactivate/", follow=True)

    assert "Nobody would be left who can manage people." in lowered.content.decode()
    assert "You cannot do this to yourself." in left.content.decode()
    person("ben", "manager")
    client.post(f"{PEOPLE}{maria.pk}/", {"role": "viewer"})
    assert client.get(PEOPLE).status_code == 403


def test_deactivated_colleague_is_out_at_once_and_comes_back_by_a_new_password_only(client: Client) -> None:
    ben, browser = person("ben", "importer"), Client()
    browser.force_login(ben)
    _, text = ApiToken.objects.issue(ben, name="shop")

    client.post(f"{PEOPLE}{ben.pk}/deactivate/")

    assert browser.get("/products/").status_code == 302
    link = client.post(f"{PEOPLE}{ben.pk}/activate/")
    assert browser.get("/products/").status_code == 302  # his old session is not alive again
    bearer = {"Authorization": f"Bearer {text}"}
    assert browser.get("/products/api/products/", headers=bearer).status_code == 401
    assert choose_password(link_in(link.content.decode()), Client()).status_code == 302


def test_list_asks_the_database_the_same_whatever_it_lists(client: Client, django_assert_num_queries: Any) -> None:
    for name in ("ana", "ben", "eve"):
        person(name, "viewer")

    with django_assert_num_queries(8):  # session, user, two of permissions, count, keys, people, their groups
        page = client.get(PEOPLE)

    assert page.content.decode().count("<tr>") == 5


def test_forgotten_password_is_answered_alike_whether_there_is_somebody_or_not(inbox: Inbox) -> None:
    person("ana", "viewer", email="ana@example.com")
    person("bob", "viewer")
    person("gone", "viewer", email="gone@example.com", is_active=False)
    browser = Client()
    browser.force_login(User.objects.get(username="ana"))
    names = ["ana", "bob", "nobody", "gone@example.com", "ANA@example.com"]

    pages = [Client().post("/accounts/forgotten/", {"name": name}) for name in names]
    sixth = Client().post("/accounts/forgotten/", {"name": "ana"})

    assert {(page.status_code, page.content) for page in pages} == {(200, pages[0].content)}
    assert [message["To"] for message in inbox.messages] == ["ana@example.com"]  # once within some minutes
    assert sixth.status_code == 429
    assert choose_password(link_in(inbox.messages[0].get_content()), Client()).status_code == 302
    assert browser.get("/products/").status_code == 302  # other sessions have ended


def test_forgotten_password_without_mail_says_whom_to_ask() -> None:
    assert "Ask a manager" in Client().get("/accounts/forgotten/").content.decode()


def test_choosing_says_what_is_wrong_with_a_password(client: Client) -> None:
    link = link_in(client.post(f"{PEOPLE}new/", {"username": "ana", "role": "viewer"}).content.decode())
    browser = Client()
    form = browser.get(link).headers["Location"]

    answer = browser.post(form, {"new_password1": "short", "new_password2": "short"})

    assert (answer.status_code, "This password is too short." in answer.content.decode()) == (422, True)
