"""What the settings of mail must be, and what is said of those that are not."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from product_importer.lib.mail_settings import Server, checked_site_url, is_complete, server_of

SENDER, SITE, SERVER = "Importer <importer@example.com>", "https://importer.example.com", "smtp://mail.example.com"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", Server()),
        (SERVER, Server("mail.example.com", 25)),
        ("smtp+tls://ana:p%40ss%2Fw%23rd@mail.example.com", Server("mail.example.com", 587, "ana", "p@ss/w#rd", True)),
        ("smtp+ssl://mail.example.com:4650/", Server("mail.example.com", 4650, use_ssl=True)),
    ],
)
def test_server_is_read_from_the_url(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mail.example.com", "it must begin with smtp://, smtp+tls://, smtp+ssl://"),
        ("https://mail.example.com", "it must begin with"),
        ("smtp://", "it names no host"),
        ("smtp://mail.example.com:many", "its host or port cannot be read"),
        ("smtp://ana:geheim#1@mail.example.com", "as %2F %3F %23"),
        ("smtp://mail.example.com/?use_tls=1", "nothing may follow the port"),
    ],
)
def test_url_that_cannot_be_used_is_explained_without_its_password(url: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        server_of(url)

    assert why in str(refused.value)
    assert "Set it like EMAIL_URL=smtp+tls://" in str(refused.value)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("sender", "site_url", "server", "is_server_hidden", "is_on"),
    [
        ("", "", "", False, False),
        ("", SITE, "", True, False),
        (SENDER, SITE, SERVER, False, True),
        (SENDER, SITE, "", True, True),
    ],
)
def test_mail_is_on_where_all_is_set(
    sender: str, site_url: str, server: str, is_server_hidden: bool, is_on: bool
) -> None:
    assert is_complete(sender=sender, site_url=site_url, server=server, is_server_hidden=is_server_hidden) is is_on


@pytest.mark.parametrize(
    ("sender", "site_url", "server", "why"),
    [
        ("", SITE, SERVER, "EMAIL_URL needs DEFAULT_FROM_EMAIL"),
        (SENDER, SITE, "", "DEFAULT_FROM_EMAIL needs a mail server"),
        ("Importer", SITE, SERVER, "DEFAULT_FROM_EMAIL holds no address"),
        (f"{SENDER}\nBcc: x@example.com", SITE, SERVER, "DEFAULT_FROM_EMAIL holds no address"),
        (SENDER, "", SERVER, "Mails need SITE_URL"),
    ],
)
def test_half_of_the_settings_are_refused(sender: str, site_url: str, server: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        is_complete(sender=sender, site_url=site_url, server=server, is_server_hidden=False)


def test_address_of_the_site_has_no_slash_at_its_end() -> None:
    assert checked_site_url(f"{SITE}/") == checked_site_url(SITE) == SITE
    assert checked_site_url("") == ""


@pytest.mark.parametrize("url", ["importer.example.com", "ftp://a.example", f"{SITE}/path", f"{SITE}?a=1", "https://"])
def test_address_that_links_cannot_begin_with_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL="):
        checked_site_url(url)
