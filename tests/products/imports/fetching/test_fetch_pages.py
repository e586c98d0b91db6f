"""The pages of how sources are fetched, without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions
from products.imports.models import Source
from tests.products.imports.fetching.conftest import Serve, SetUp, fetch_once, url_of
from tests.webhooks.receivers import answering_status

pytestmark = pytest.mark.django_db


def test_source_is_added_and_set_up_by_forms(admin_client: Client, transactional_db: None) -> None:
    assertContains(admin_client.get("/products/sources/"), "/products/sources/new/")
    added = admin_client.post("/products/sources/new/", {"name": "Acme"})
    source = Source.objects.get()
    assertRedirects(added, f"/products/sources/{source.pk}/fetch/edit/")
    assertContains(admin_client.post("/products/sources/new/", {"name": "acme"}), "already", status_code=422)

    form = {"kind": "https", "address": "https://a.example.com/p.csv?key=geheim", "schedule": "daily at 6:00"}
    form |= {"credential-user": "acme", "credential-password": "geheim", "time_zone": "UTC", "version": "0"}
    saved = admin_client.post(f"/products/sources/{source.pk}/fetch/edit/", form)

    assertRedirects(saved, f"/products/sources/{source.pk}/")
    page = admin_client.get(f"/products/sources/{source.pk}/")
    assertContains(page, "https://a.example.com/p.csv?…")
    assertContains(page, "daily at 06:00")
    assertContains(page, "on time")
    again = admin_client.get(f"/products/sources/{source.pk}/fetch/edit/")
    assertContains(again, 'placeholder="kept"', count=2)
    for shown in (page, again, admin_client.get("/products/sources/")):
        assertNotContains(shown, "geheim")


def test_form_says_what_is_wrong_and_shows_no_secret_again(admin_client: Client, set_up: SetUp) -> None:
    fetch = set_up("https://a.example.com/p.csv")
    form = {"kind": "sftp", "address": "ftp://a.example.com/", "schedule": "often", "time_zone": "UTC", "version": "1"}

    response = admin_client.post(
        f"/products/sources/{fetch.pk}/fetch/edit/",
        form | {"credential-private_key": "geheim", "credential-password": "geheim"},
    )

    assertContains(response, "Say it like one of these", status_code=422)
    assertNotContains(response, "geheim", status_code=422)
    form |= {"schedule": "", "version": "0", "address": "sftp://a.example.com/", "credential-user": "x"}
    stale = admin_client.post(f"/products/sources/{fetch.pk}/fetch/edit/", form)
    assertContains(stale, "Somebody else has changed the source", status_code=422)


def test_password_is_asked_again_before_secrets_are_written_and_not_for_the_rest(
    admin_user: User, set_up: SetUp
) -> None:
    client = Client()
    client.force_login(admin_user)
    fetch = set_up("https://a.example.com/p.csv")
    path, form = f"/products/sources/{fetch.pk}/fetch/edit/", {"kind": "https", "time_zone": "UTC"}
    harmless = form | {"address": "https://a.example.com/p.csv", "schedule": "daily at 05:00", "credential-user": ""}
    secrets = [
        harmless | {"credential-user": "acme"},
        harmless | {"forget": "on"},
        harmless | {"address": "https://a.example.com/p.csv?key=k"},
    ]

    assertRedirects(client.post(path, harmless), f"/products/sources/{fetch.pk}/")
    for secret in secrets:
        assertContains(client.post(path, secret), "Your password", status_code=422)
    forgotten = client.post(f"/products/sources/{fetch.pk}/fetch/forget-host-key/")
    assertContains(forgotten, "Your password", status_code=422)
    api = f"/products/api/sources/{fetch.pk}/fetch/"
    secret_parts = {"credentials": {"user": "a"}}, {"address": "https://a.example.com/?k=v"}, {"forget_host_key": True}
    for body in secret_parts:
        told = client.patch(api, body, content_type="application/json")
        assert (told.status_code, told.json()["error"]["code"]) == (403, "password_needed")
    assert client.patch(api, {"schedule": "daily at 06:00"}, content_type="application/json").status_code == 200
    fetch.refresh_from_db()
    assert (fetch.credentials, fetch.schedule) == ({}, "daily at 06:00")
    proven = secrets[0] | {"credential-password": "p", "your_password": "password"}
    assertRedirects(client.post(path, proven), f"/products/sources/{fetch.pk}/")


def test_buttons_run_pause_resume_and_remove(admin_client: Client, set_up: SetUp, serve: Serve) -> None:
    fetch = set_up(url_of(serve()), schedule="every hour")
    page = f"/products/sources/{fetch.pk}/"

    def press(button: str) -> Any:
        return admin_client.post(f"{page}fetch/{button}/", follow=True)

    assertContains(press("run"), "is being fetched")
    assertContains(press("run"), "is being fetched just now")
    assertContains(press("pause"), "is paused")
    assertContains(admin_client.get("/products/sources/"), "being fetched")
    assertContains(press("resume"), "by its schedule again")
    assertContains(press("forget-host-key"), "is trusted from then on")
    assertContains(press("remove"), "is not fetched any more")
    assert not SourceFetch.objects.exists()
    assertContains(admin_client.get(page), "Let them come by themselves")


def test_page_says_what_went_wrong_and_what_is_late(admin_client: Client, set_up: SetUp, serve: Serve) -> None:
    fetch = set_up(url_of(serve(answering_status(401))), schedule="every hour", expected_by="daily at 06:00")
    fetch_once(fetch)
    SourceFetch.objects.update(due_by=timezone.now() - timedelta(minutes=1))
    page = admin_client.get(f"/products/sources/{fetch.pk}/")

    assertContains(page, "It could not be fetched.")
    assertContains(page, "asks for a sign-in (401)")
    assertContains(page, "Its file is late.")
    assertContains(admin_client.get("/products/sources/"), "its file is late")


def test_log_has_pages_and_viewers_see_no_buttons(set_up: SetUp, serve: Serve, viewer: Client) -> None:
    fetch = set_up(url_of(serve()))
    fetch_once(fetch)
    fetch_once(fetch)

    assertContains(viewer.get(f"/products/sources/{fetch.pk}/runs/"), "unchanged", count=1)
    page = viewer.get(f"/products/sources/{fetch.pk}/")
    assertContains(page, "prices.csv")
    assertNotContains(page, "Run now")
    assert viewer.get(f"/products/sources/{fetch.pk}/fetch/edit/").status_code == 403


def test_lists_cost_the_same_however_many_sources_fetch(
    admin_client: Client, set_up: SetUp, serve: Serve, django_assert_max_num_queries: Any
) -> None:
    server = serve()
    fetch_once(set_up(url_of(server)))
    with django_assert_max_num_queries(12):
        admin_client.get("/products/sources/")
    for _ in range(3):
        actions.pause(set_up(url_of(server), schedule="every hour"), by=User.objects.get())
    with django_assert_max_num_queries(12):
        admin_client.get("/products/sources/")
    assert SourceRun.objects.count() == 1
