"""A page of another site calls the API from a real browser: only from an origin that is named, and with a token."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page

from product_importer.accounts.models import ApiToken
from products import catalogue
from tests.journeys.conftest import USERNAME, Stack, sign_in
from tests.products.factories import ANA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALL = """async ([url, headers, credentials]) => {
  try {
    const answer = await fetch(url, { headers, credentials });
    return { status: answer.status, body: await answer.json() };
  } catch (error) {
    return { refused: error.name };
  }
}"""


@contextmanager
def other_site(folder: Path) -> Iterator[int]:
    """Serves an empty page. Its port; it is called 127.0.0.1 and localhost, which are two origins."""
    (folder / "index.html").write_text("<!doctype html><title>Shop</title>")
    (folder / "favicon.ico").write_bytes(b"")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said."""


def test_page_of_a_named_origin_reads_with_a_token_and_no_other_page_does(
    stack: Stack, page: Page, tmp_path: Path
) -> None:
    catalogue.create(actor=ANA, sku="KET-1", name="Kettle", active=True)
    _, token = ApiToken.objects.issue(get_user_model().objects.get(username=USERNAME), name="shop")
    bearer = {"Authorization": f"Bearer {token}"}
    products = f"{stack.url}/products/api/products/"
    with other_site(tmp_path) as port:
        stack.environment = stack.environment | {"CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{port}"}
        stack.start_web()
        sign_in(page)

        page.goto(f"http://127.0.0.1:{port}/")
        read = page.evaluate(CALL, [products, bearer, "omit"])
        by_cookie = page.evaluate(CALL, [products, {}, "include"])
        page.goto(f"http://localhost:{port}/")
        elsewhere = page.evaluate(CALL, [products, bearer, "omit"])

    assert (read["status"], [each["sku"] for each in read["body"]["results"]]) == (200, ["KET-1"])
    assert by_cookie == {"refused": "TypeError"}
    assert elsewhere == {"refused": "TypeError"}
