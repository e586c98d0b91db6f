import pytest
from django.test import Client

from tests.project.routes import every_path

pytestmark = pytest.mark.django_db

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


@pytest.mark.parametrize("path", ["/", "/admin/", "/api/docs", "/products/api/imports/", "/nothing/", "/health/"])
def test_every_answer_tells_browsers_what_it_may_do(admin_client: Client, path: str) -> None:
    answer = admin_client.get(path)

    assert answer["Content-Security-Policy"] == CSP
    assert answer["Permissions-Policy"].startswith("camera=(), ")
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_nothing_that_anybody_may_ask_for_is_kept_by_a_cache(admin_client: Client) -> None:
    """The stream of events is not read to its end here, and signing out ends the session of the other requests."""
    paths = [path for path in every_path() if path != "/accounts/logout/"]

    assert {path: admin_client.get(path).headers.get("Cache-Control") for path in paths} == dict.fromkeys(
        paths, "no-store, private"
    )


def test_no_page_of_ours_or_the_admins_has_a_script_or_style_that_the_policy_forbids(admin_client: Client) -> None:
    for path in (
        "/",
        "/products/",
        "/products/imports/",
        "/accounts/login/",
        "/admin/",
        "/admin/products/product/add/",
    ):
        page = admin_client.get(path).content.decode()
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert "<script>" not in page, path
        assert " onclick=" not in page, path
