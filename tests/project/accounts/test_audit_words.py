"""What an entry of the audit log says, and where its object leads."""

import pytest

from product_importer.accounts.audit_log.entries import in_words, shown
from product_importer.accounts.models import AuditEntry
from tests.project.routes import UNKNOWN_ID


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("POST products:edit", "products: edit"),
        ("POST login", "sign in"),
        ("PATCH api:change_product", "PATCH change product"),
        ("POST admin:auth_user_change", "admin: auth user change"),
        ("manage.py import_products", "import products"),
    ],
)
def test_action_is_told_in_words(action: str, words: str) -> None:
    assert in_words(action) == words


@pytest.mark.parametrize(
    ("kind", "action", "subject", "url"),
    [
        ("user", "POST products:edit", str(UNKNOWN_ID), f"/products/{UNKNOWN_ID}/"),
        ("api", "POST api:upload", str(UNKNOWN_ID), f"/products/imports/{UNKNOWN_ID}/"),
        ("command", "manage.py undo_import", str(UNKNOWN_ID), f"/products/imports/{UNKNOWN_ID}/"),
        ("command", "manage.py create_api_token", str(UNKNOWN_ID), ""),
        ("command", "manage.py reset_password", "7 ana", ""),
        ("user", "POST person", "7 ana", ""),
    ],
)
def test_object_leads_to_its_page(kind: str, action: str, subject: str, url: str) -> None:
    assert shown(AuditEntry(kind=kind, action=action, subject=subject)).url == url
