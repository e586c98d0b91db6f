"""The pages of webhooks in a browser: accessible, whole on a small screen, live, and usable by keyboard."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from product_importer.lib.outbound.addresses import networks
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.pages.conftest import quiet_page as quiet_page
from tests.journeys.screens import NARROW, WIDE, drag, faults
from tests.webhooks.factories import make_delivery, make_webhook, publish
from tests.webhooks.receivers import Receiver, receiver
from webhooks.models import Attempt, Webhook
from webhooks.sending import delivering

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "https://" + "a-rather-long-name." * 4 + "example/webhooks/" + "part/" * 20


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with receiver() as shop:
        yield shop


def log_of(webhook: Webhook, size: int = 30, *, failing: bool = False) -> None:
    """A delivery log with everything in it."""
    now = timezone.now()
    for number in range(size):
        failed = failing or number % 7 == 3
        delivery = make_delivery(
            webhook, state="failed" if failed else "delivered", created_at=now - timedelta(minutes=size - number)
        )
        Attempt.objects.create(
            delivery=delivery,
            webhook=webhook,
            number=1,
            started_at=now,
            url=webhook.url,
            request_headers={"webhook-id": delivery.event.message_id, "webhook-signature": "…"},
            status_code=None if failed else 200,
            error="timeout" if failed else "",
            detail="No answer came within 15 seconds." if failed else "",
            address="93.184.215.14:443",
            response_time_ms=15_000 if failed else 20 + (number * 37) % 190,
            dns_ms=2.1,
            connect_ms=11.4,
            tls_ms=23.9,
            first_byte_ms=None if failed else 19 + (number * 37) % 180,
            response_body="" if failed else '{"ok": true}',
        )


def full_house(url: str = "https://shop.example.com/webhooks/products") -> list[str]:
    """Webhooks in every state, and the addresses that show them."""
    now = timezone.now()
    seen: dict[str, Any] = {"last_status": 200, "last_response_time_ms": 41.7, "last_attempt_at": now}
    lost: dict[str, Any] = {"last_error": "timeout", "last_response_time_ms": 15_000.0, "last_attempt_at": now}
    active = make_webhook(url, description="The shop's search index", custom_headers={"X-Shop": "7"}, **seen)
    log_of(active)
    paused = make_webhook(LONG, paused_at=now, **seen)
    failing = make_webhook(
        "https://erp.example.com/in",
        event_types=["upload.completed", "upload.failed"],
        failures=25,
        disabled_at=now,
        disabled_reason="failing",
        **lost,
    )
    log_of(failing, failing=True)
    make_webhook("https://new.example.com/", enabled=False)
    publish(4)
    delivery = active.deliveries.filter(state="failed").first()
    assert delivery is not None
    pages = [each.get_absolute_url() for each in (active, paused, failing, delivery)]
    forms = ["/webhooks/new/", f"/webhooks/{active.pk}/edit/", f"/webhooks/{active.pk}/delete/"]
    return ["/webhooks/", *pages, *forms, f"{pages[0]}?state=pending&event_type=product.deleted"]


def test_every_page_of_webhooks_is_accessible_and_fits_on_a_small_screen(web: Stack, page: Page) -> None:
    sign_in(page)
    page.goto("/webhooks/")
    found = faults(page)  # nothing there yet

    urls = full_house()
    for number, url in enumerate(urls):
        page.emulate_media(color_scheme="dark" if number % 2 else "light", reduced_motion="reduce")
        page.set_viewport_size(WIDE)
        page.goto(url)
        found += faults(page)
        page.set_viewport_size(NARROW)
        surplus = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{url} is {surplus} pixels too wide"] if surplus > 0 else []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(urls[0])
    found += faults(page)

    assert found == []


def test_webhook_is_added_in_a_dialog_and_tested_in_place(web: Stack, quiet_page: Page, shop: Receiver) -> None:
    sign_in(quiet_page)
    quiet_page.goto("/webhooks/", wait_until="networkidle")
    quiet_page.get_by_role("link", name="Add a webhook").click()
    dialog = quiet_page.get_by_role("dialog", name="Add a webhook")
    expect(dialog.get_by_label("URL")).to_be_focused()

    dialog.get_by_label("URL").fill(shop.url)
    dialog.get_by_role("button", name="Test the URL").click()
    expect(dialog.get_by_text("Delivered")).to_be_visible()
    expect(dialog.get_by_text(f"127.0.0.1:{shop.port}")).to_be_visible()
    dialog.get_by_role("button", name="Add the webhook").click()

    expect(quiet_page.get_by_role("heading", name=shop.url)).to_be_visible()
    expect(quiet_page.locator("#secret code")).to_have_text(Webhook.objects.get().secret)
    assert faults(quiet_page) == []
    quiet_page.reload()
    expect(quiet_page.get_by_role("button", name="Show the secret")).to_be_visible()

    quiet_page.goto("/webhooks/", wait_until="networkidle")
    quiet_page.get_by_role("button", name=f"Test {shop.url}").click()
    expect(quiet_page.get_by_text("first byte")).to_be_visible()
    assert quiet_page.url.endswith("/webhooks/")
    expect(quiet_page.locator(".webhook rect[data-delivery='delivered']")).to_have_count(1)


def test_new_deliveries_appear_without_a_reload(web: Stack, quiet_page: Page, shop: Receiver, settings: Any) -> None:
    settings.WEBHOOK_ALLOW_HTTP, settings.WEBHOOK_ALLOWED_NETWORKS = True, networks(["127.0.0.0/8"])
    webhook = make_webhook(shop.url)
    sign_in(quiet_page)
    quiet_page.goto(webhook.get_absolute_url())
    expect(quiet_page.get_by_text("Nothing has been sent yet.")).to_be_visible()

    publish()
    expect(quiet_page.get_by_role("row", name="product.created").get_by_text("pending")).to_be_visible()
    delivering.deliver(webhook.pk)

    expect(quiet_page.get_by_role("row", name="product.created").get_by_text("delivered")).to_be_visible()
    expect(quiet_page.locator("#state rect[data-delivery='delivered']")).to_have_count(1)


def test_refused_form_comes_back_in_the_dialog(web: Stack, page: Page) -> None:
    webhook = make_webhook()
    sign_in(page)
    page.goto(webhook.get_absolute_url(), wait_until="networkidle")
    page.get_by_role("link", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit the webhook")

    dialog.get_by_label("URL").fill("ftp://shop.example.com/")
    dialog.get_by_role("button", name="Save the webhook").click()
    expect(dialog.get_by_text("The URL must begin with https:// or http://.")).to_be_visible()
    expect(dialog.get_by_label("URL")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Discard").click()

    expect(dialog).to_be_hidden()


def test_dialog_stays_when_the_mouse_is_dragged_past_its_edge(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    sign_in(page)
    page.goto("/webhooks/", wait_until="networkidle")
    page.get_by_role("link", name="Add a webhook").click()
    dialog = page.get_by_role("dialog", name="Add a webhook")
    dialog.get_by_label("URL").fill(LONG)

    drag(page, dialog.get_by_label("URL"), page.locator(".topbar"))
    expect(dialog).to_be_visible()
    drag(page, page.locator(".topbar"), dialog.get_by_label("URL"))
    expect(dialog.get_by_label("URL")).to_have_value(LONG)
    expect(dialog).to_be_visible()
    page.mouse.click(10, 10)
    page.get_by_role("button", name="Discard").click()

    expect(dialog).to_be_hidden()
