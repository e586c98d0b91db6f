"""What people and programs get when something is refused or breaks."""

from typing import Any

import pytest
from django.template import loader
from django.test import Client

from product_importer.lib import errors

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.project.lib.faulty_urls")]


@pytest.fixture
def staff(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


@pytest.mark.parametrize(
    ("fault", "status", "code", "heading"),
    [
        ("bad", 400, "malformed", None),
        ("big", 413, "too_large", None),
        ("denied", 403, "forbidden", "You don’t have access"),
        ("gone", 404, "not_found", "Page not found"),
        ("broken", 500, "internal_error", "Something went wrong on our side"),
        ("away", 503, "unavailable", "The database cannot be reached"),
        ("closed", 503, "unavailable", "The database cannot be reached"),
        ("full", 507, "disk_full", None),
    ],
)
def test_faults_become_json_for_programs_and_pages_for_people(
    staff: Client, fault: str, status: int, code: str, heading: str | None
) -> None:
    answer = staff.get(f"/products/api/fail/{fault}/")
    page = staff.get(f"/fail/{fault}/")

    message = errors.STATUS_MEANINGS[status].message
    assert answer.json() == {"error": {"code": code, "message": message, "fields": {}}}
    assert (answer.status_code, page.status_code) == (status, status)
    assert "<h1>" in page.content.decode()
    assert heading is None or heading in page.content.decode()
    assert b"secret-canary" not in answer.content + page.content


@pytest.mark.parametrize(("fault", "has_navigation"), [("gone", True), ("denied", True), ("away", False)])
def test_pages_of_refusals_have_the_navigation_and_those_of_outages_ask_for_nothing(
    staff: Client, fault: str, has_navigation: bool
) -> None:
    page = staff.get(f"/fail/{fault}/").content.decode()

    assert ('aria-label="Sections"' in page) is has_navigation
    assert 'aria-label="Sections"' not in Client().get("/nothing/").content.decode()


@pytest.mark.parametrize("fault", ["away", "closed"])
def test_an_outage_says_when_to_try_again(staff: Client, fault: str) -> None:
    for prefix in ("/products/api", ""):
        assert staff.get(f"{prefix}/fail/{fault}/")["Retry-After"] == "10"


def test_an_expired_form_is_refused_with_a_sentence(admin_user: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    page = client.post("/accounts/logout/")

    assert page.status_code == 403
    assert "This form has expired" in page.content.decode()


def test_a_fault_in_the_error_page_itself_still_answers_words(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "render_to_string", lambda *_: 1 / 0)

    page = staff.get("/fail/gone/")

    assert (page.status_code, page.content.decode()) == (404, "Nothing was found at this address.")
