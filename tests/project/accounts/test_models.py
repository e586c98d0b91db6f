"""API tokens and entries of the audit log, without a request."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from product_importer.accounts.models import MARK, SEEN_EVERY, ApiToken, AuditEntry
from product_importer.api import DESCRIPTION

pytestmark = pytest.mark.django_db

Issued = tuple[ApiToken, str]


def test_text_begins_with_the_mark_and_the_prefix(issued: Issued) -> None:
    token, text = issued

    assert token.prefix.startswith(MARK)
    assert text.startswith(f"{token.prefix}_")
    assert str(token) == f"shop ({token.prefix}…)"


def test_token_is_found_by_its_whole_text_only(issued: Issued) -> None:
    token, text = issued

    assert ApiToken.objects.with_text(text) == token
    for wrong in (text[:-1], text + "x", text.removeprefix(MARK), token.prefix, f"{token.prefix}_", "", "_", "pi_é_x"):
        assert ApiToken.objects.with_text(wrong) is None


@pytest.mark.parametrize(("scopes", "may_write"), [(["read"], False), (["read", "write"], True), (["write"], True)])
def test_scopes_become_what_the_token_may(admin_user: User, scopes: list[str], may_write: bool) -> None:
    token, _ = ApiToken.objects.issue(admin_user, name="shop", scopes=scopes)

    assert token.may_write is may_write
    assert token.scopes == (["read", "write"] if may_write else ["read"])


def test_token_without_a_flaw_has_none(issued: Issued) -> None:
    assert issued[0].flaw is None


def test_token_says_why_it_lets_nobody_in(admin_user: User) -> None:
    past, future = timezone.now() - timedelta(seconds=1), timezone.now() + timedelta(minutes=1)

    assert ApiToken(user=admin_user, expires_at=future).flaw is None
    assert ApiToken(user=admin_user, expires_at=past).flaw == "This token has expired."
    assert ApiToken(user=admin_user, revoked_at=past).flaw == "This token was revoked."
    assert ApiToken(user=admin_user, revoked_at=past, expires_at=past).flaw == "This token was revoked."
    assert ApiToken(user=User(is_active=False)).flaw == "This token's owner no longer has an active account."


def test_token_is_revoked_once(issued: Issued) -> None:
    token, _ = issued

    assert (token.revoke(), token.revoke()) == (True, False)
    token.refresh_from_db()
    assert token.flaw == "This token was revoked."


def test_use_is_noted_again_only_when_the_last_one_is_old(issued: Issued) -> None:
    token, _ = issued
    moments = []

    for age in (None, timedelta(), SEEN_EVERY / 2, SEEN_EVERY * 2):
        if age:
            ApiToken.objects.update(last_used_at=timezone.now() - age)
        token.refresh_from_db()
        before = token.last_used_at
        token.note_use()
        token.refresh_from_db()
        moments.append(token.last_used_at != before)

    assert moments == [True, False, False, True]


def test_token_needs_a_name(admin_user: User) -> None:
    with pytest.raises(IntegrityError, match="apitoken_named"):
        ApiToken.objects.issue(admin_user, name="")


def test_tokens_are_listed_newest_first(admin_user: User) -> None:
    now = timezone.now()
    for name, age in (("second", 2), ("first", 1), ("third", 3)):
        token, _ = ApiToken.objects.issue(admin_user, name=name)
        ApiToken.objects.filter(pk=token.pk).update(created_at=now - timedelta(days=age))

    assert [token.name for token in ApiToken.objects.newest_first()] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("subject", "words"), [("42", "ana: POST products:create 42"), ("", "ana: POST products:create")]
)
def test_entry_reads_as_a_line(subject: str, words: str) -> None:
    assert str(AuditEntry(username="ana", action="POST products:create", subject=subject)) == words


def test_only_entries_older_than_the_setting_are_forgotten(settings: Settings) -> None:
    now = timezone.now()
    for days in (0, 9, 11, 400):
        AuditEntry.objects.create(at=now - timedelta(days=days), username=f"{days}", action="POST")
    settings.AUDIT_KEEP_DAYS = 10

    assert AuditEntry.objects.forget_old() == 2
    assert {entry.username for entry in AuditEntry.objects.all()} == {"0", "9"}


def test_description_of_the_api_shows_the_mark() -> None:
    assert f"`Authorization: Bearer {MARK}…`" in DESCRIPTION
