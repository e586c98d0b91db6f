"""Who may see which page, with which method."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from product_importer.lib.errors import API_PREFIXES
from tests.project.routes import UNKNOWN_ID, every_path

pytestmark = pytest.mark.django_db
OPEN = {
    *("/accounts/login/", "/accounts/login/code/", "/admin/login/", "/health/", "/health/ready/"),
    *("/accounts/forgotten/", "/accounts/choose-password/x/x/", f"/notices/stop-mails/{UNKNOWN_ID}/", "/metrics"),
}
"""The last ones are there only for those who have the link of a mail, or show the token."""


def test_routes_are_all_found() -> None:
    """The crawl below is only as good as its list."""
    some = {"/", "/products/", "/products/imports/", "/admin/products/product/", "/products/api/upload/", "/api/docs"}

    assert some <= set(every_path())
    assert len(every_path()) > 50


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_sign_in_and_health_are_open_to_anybody(client: Client, method: str) -> None:
    answers = {path: getattr(client, method)(path) for path in every_path()}

    apis = {path for path in answers if path.startswith(API_PREFIXES)}
    closed = {path for path, answer in answers.items() if answer.status_code == 302 and "/login/?next=" in answer.url}
    refused = {path for path, answer in answers.items() if answer.status_code == 401}
    assert refused == apis
    assert closed == answers.keys() - apis - OPEN
    assert all("application/json" in answers[path]["Content-Type"] for path in apis)


def test_an_account_that_is_not_staff_is_refused_with_a_sentence(client: Client) -> None:
    client.force_login(User.objects.create(username="customer"))

    for path in every_path():
        if path in OPEN or path.startswith("/admin/"):
            continue
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "Ask an administrator to make this a staff account." in answer.content.decode()


def test_every_page_says_405_to_a_method_it_does_not_know(admin_client: Client) -> None:
    for path in ("/", "/products/", "/products/imports/", "/health/", "/health/ready/", "/products/api/imports/"):
        assert admin_client.delete(path).status_code == 405, path


def test_pages_answer_head_as_they_answer_get(admin_client: Client) -> None:
    pages = [path for path in every_path() if not path.startswith((*API_PREFIXES, "/admin/", "/accounts/logout/"))]

    assert {path: admin_client.head(path).status_code for path in pages} == {
        path: admin_client.get(path).status_code for path in pages
    }
