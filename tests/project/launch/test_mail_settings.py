"""What the settings of mail must be, and what is said of those that are not."""

import pytest

from product_importer.launch.mail_settings import Server, fault_of_server, fault_of_site, faults, server_of

SENDER, SITE, SERVER = "Importer <importer@example.com>", "https://importer.example.com", "smtp://mail.example.com"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", Server()),
        (SERVER, Server("mail.example.com", 25)),
        ("smtp+tls://ana:p%40ss%2Fw%23rd@mail.example.com", Server("mail.example.com", 587, "ana", "p@ss/w#rd", True)),
        ("smtp+ssl://mail.example.com:4650/", Server("mail.example.com", 4650, use_ssl=True)),
        ("ftp://mail.example.com", Server()),
    ],
)
def test_server_is_read_from_the_url(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mail.example.com", "does not begin with smtp://, smtp+tls://, smtp+ssl://"),
        ("https://mail.example.com", "does not begin with"),
        ("smtp://", "names no host"),
        ("smtp://mail.example.com:many", "its port or its host is none"),
        ("smtp://ana:geheim#1@mail.example.com", "as %2F %3F %23"),
        ("smtp://mail.example.com/?use_tls=1", "has something behind the port"),
    ],
)
def test_url_that_cannot_be_used_is_explained_without_its_password(url: str, why: str) -> None:
    said = fault_of_server(url)

    assert why in said
    assert said.endswith("Set it like EMAIL_URL=smtp+tls://user:password@mail.example.com:587.")
    assert "geheim" not in said


@pytest.mark.parametrize(
    ("sender", "site_url", "server", "is_server_hidden", "said"),
    [
        ("", "", "", False, []),
        ("", SITE, "", True, []),
        (SENDER, SITE, SERVER, False, []),
        (SENDER, SITE, "", True, []),
        ("", SITE, SERVER, False, ["EMAIL_URL needs a sender"]),
        (SENDER, SITE, "", False, ["DEFAULT_FROM_EMAIL needs a mail server"]),
        ("Importer", SITE, SERVER, False, ["DEFAULT_FROM_EMAIL holds no address"]),
        (f"{SENDER}\nBcc: x@example.com", SITE, SERVER, False, ["DEFAULT_FROM_EMAIL holds no address"]),
        ("", "", "x", False, ["EMAIL_URL does not", "EMAIL_URL needs a sender", "Mails need the address"]),
    ],
)
def test_half_of_the_settings_is_a_fault(
    sender: str, site_url: str, server: str, is_server_hidden: bool, said: list[str]
) -> None:
    found = [*filter(None, faults(sender=sender, site_url=site_url, server=server, is_server_hidden=is_server_hidden))]

    assert len(found) == len(said)
    assert all(fault.startswith(beginning) for fault, beginning in zip(found, said, strict=True))


@pytest.mark.parametrize("url", ["importer.example.com", "ftp://a.example", f"{SITE}/path", f"{SITE}?a=1", "https://"])
def test_address_that_links_cannot_begin_with_is_a_fault(url: str) -> None:
    assert fault_of_site(url).startswith(f"SITE_URL={url} ")
    assert fault_of_site(SITE) == ""
