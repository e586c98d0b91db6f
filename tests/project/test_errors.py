"""What people and programs get when something is refused or breaks."""

import errno
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.test import Client
from django.urls import path

from product_importer.lib import errors
from product_importer.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FAULTS: dict[str, Exception] = {
    "bad": BadRequest(),
    "big": RequestDataTooBig(),
    "denied": PermissionDenied(),
    "gone": Http404(),
    "broken": ZeroDivisionError("secret-canary"),
    "away": OperationalError("secret-canary"),
    "closed": InterfaceError("secret-canary"),
    "full": OSError(errno.ENOSPC, "secret-canary"),
}


def fail(request: HttpRequest, fault: str) -> HttpResponse:
    raise FAULTS[fault]


urlpatterns = [path("products/api/fail/<fault>/", fail), path("fail/<fault>/", fail), *urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.project.test_errors")]


@pytest.fixture
def staff(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


@pytest.mark.parametrize(
    ("fault", "status", "code", "heading"),
    [
        ("bad", 400, "malformed", None),
        ("big", 413, "too_large", None),
        ("denied", 403, "forbidden", "This is not open to you"),
        ("gone", 404, "not_found", "There is no such page"),
        ("broken", 500, "internal_error", "Something broke on our side"),
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


@pytest.mark.parametrize("fault", ["away", "closed"])
def test_an_outage_says_when_to_try_again(staff: Client, fault: str) -> None:
    for prefix in ("/products/api", ""):
        assert staff.get(f"{prefix}/fail/{fault}/")["Retry-After"] == "10"


@pytest.mark.parametrize(
    "address", ["/api/x", "/products/api/x/", "/webhooks/api/x/", "/products/api/imports/not-an-id/"]
)
def test_an_unknown_address_of_the_api_answers_json(staff: Client, address: str) -> None:
    answer = staff.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_an_unknown_page_answers_our_page(staff: Client) -> None:
    assert "There is no such page" in staff.get("/nothing/here/").content.decode()


def test_an_address_that_only_takes_forms_is_no_empty_page(staff: Client) -> None:
    """Where one is led by signing in again after a button was pressed too late."""
    answer = staff.get("/products/imports/selection/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address does not answer to that method." in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_an_expired_form_is_refused_with_a_sentence(admin_user: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    page = client.post("/accounts/logout/")

    assert page.status_code == 403
    assert "This form has expired" in page.content.decode()


def test_a_fault_in_the_error_page_itself_still_answers_words(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "render_to_string", lambda *_: 1 / 0)

    page = staff.get("/fail/gone/")

    assert (page.status_code, page.content.decode()) == (404, "There is nothing here.")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_to_an_address_without_its_slash_is_not_found(admin_client: Client, method: str) -> None:
    answer = getattr(admin_client, method)("/products/api/products", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.django_db
def test_reading_from_an_address_without_its_slash_leads_to_it(admin_client: Client) -> None:
    assert admin_client.get("/products/api/products?q=a")["Location"] == "/products/api/products/?q=a"
