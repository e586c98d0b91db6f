"""A person hears of an import that needs somebody: by the bell, by the system, and by mail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import FilePayload, Page, expect

from product_importer.launch import children
from product_importer.notices.models import Mail, NoticeChoices
from tests.journeys.conftest import USERNAME, Stack, sign_in
from tests.processes import Program, eventually
from tests.project.notices.mail_servers import Inbox, mail_server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = FilePayload(name="spring.csv", mimeType="text/csv", buffer=b"sku,name,price\nA-1,Kettle,10\nA-2,,x\n")

SYSTEM = """
  window.shown = [];
  window.Notification = class {
    static permission = localStorage.getItem("allowed") ?? "default";
    static async requestPermission() {
      localStorage.setItem("allowed", (this.permission = "granted"));
    }
    constructor(title, options) {
      window.shown.push([title, options.body]);
    }
  };
"""
"""Stands in for the system, which a browser without a screen has not."""


@pytest.fixture
def inbox(web: Stack, tmp_path: Path) -> Iterator[Inbox]:
    """The mail server of the site, whose workers and beat are running."""
    with mail_server() as inbox:
        web.environment |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{inbox.port}",
            "DEFAULT_FROM_EMAIL": "importer@example.com",
            "SITE_URL": web.url,
            "MAIL_DISPATCH_SECONDS": "0.5",
        }
        web.start_worker()
        argv = (*children.webhooks_worker().argv, "--hostname", "mails@tests")
        web._started(Program(argv, web.environment, tmp_path / "mails.log"))
        web.start_beat()
        yield inbox


def test_import_with_rejected_rows_is_told_by_bell_system_and_mail(inbox: Inbox, page: Page) -> None:
    user = get_user_model().objects.get(username=USERNAME)
    NoticeChoices.objects.create(user=user, mail_to="ana@example.com", own_by_mail=["completed_with_rejected_rows"])
    page.add_init_script(SYSTEM)
    sign_in(page)

    page.goto("/accounts/notices/")
    page.get_by_role("button", name="Show them on this device").click()
    expect(page.get_by_text("your system shows them too, on this device.")).to_be_focused()
    page.goto("/")
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(FILE)

    bell = page.get_by_role("link", name="Notifications: 1 unread")
    expect(bell).to_be_visible(timeout=60_000)
    assert page.evaluate("shown.map(([title]) => title)") == ["spring.csv: 1 of 2 rows rejected"]
    bell.click()
    eventually(lambda: inbox.contents)
    (message,) = inbox.messages
    assert message["Subject"] == "[Product Importer] spring.csv: 1 of 2 rows rejected"
    assert "/products/imports/" in str(message.get_body(("plain",)))
    eventually(lambda: Mail.objects.get().state == "sent")
    assert page.evaluate("shown") == []  # it was the page before that showed it
    page.get_by_role("button", name="spring.csv: 1 of 2 rows rejected").click()
    page.wait_for_url("**/products/imports/*/")
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
