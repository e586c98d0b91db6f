"""What a webhook's owner may enter."""

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from product_importer.lib.outbound import addresses
from webhooks import rules

GOOD = [
    "https://shop.example.com/hooks",
    "https://shop.example.com",
    "https://shop.example.com:8443/A/b?c=D&e=%20",
    "https://shop.example.com/?",
    "https://shop.example.com//a;b?",
    "https://münchen.example/ö",
    "https://xn--mnchen-3ya.example:443/",
    "http://8.8.8.8:8080/x",
    "https://[2606:4700::1111]/x",
    "https://shop.example.com./x",
    "http://shop_web:8000/x",
]
NOT_URLS = [
    "",
    "shop",
    "shop.example.com/hooks",
    "//shop.example.com",
    "https://",
    "https:///path",
    "https://?x",
    "https://sh op.example.com/",
    "https://shop.example.com/a b",
    "https://shop.example.com/\r\nX: y",
    "https://shop.example.com\\@evil.example/",
    "https://[::1",
    "https://[nonsense]/",
    "https://-a.example/",
    "https://a.example:port/",
    "https://a.example:99999/",
    "https://a.example:/",
    "https://a%00.example/",
    "\x00https://a.example",
    "https://a.example/\ud800",
    "https://\ud800.example/",
    "https://a..b/",
    "https://.example/",
    "https://xn--/",
    f"https://{'a' * 64}.example/",
    f"https://{'a.' * 127}example/",
    "https://①⑨②.168.0.1/",
    "https://192。168。0。1/",
]
BLOCKED = """
    127.0.0.1 localhost LOCALHOST localhost. foo.localhost 127.1 2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.1
    0 10.0.0.1 169.254.169.254 2852039166 0xa9.0xfe.0xa9.0xfe 100.64.0.1 192.168.1.1 172.16.0.1 [::1] [::] [fd00::1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::7f00:1] [2002:7f00:1::] [fe80::1] 168.63.129.16 198.18.0.1
"""


@pytest.fixture(autouse=True)
def production(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ()


def refusal(text: str) -> str:
    with pytest.raises(ValidationError) as error:
        rules.check_url(text)
    return error.value.messages[0]


@pytest.mark.parametrize("url", GOOD)
def test_url_is_taken_as_it_is(url: str) -> None:
    assert rules.check_url(f" {url}\n") == url


def test_host_is_stored_in_lower_case_so_that_nobody_is_told_twice() -> None:
    assert rules.check_url("HTTPS://Shop.EXAMPLE.com:8443/A?B=c") == "https://shop.example.com:8443/A?B=c"


@pytest.mark.parametrize("rest", ["/hook", ":8443/hook", "/../127"])
def test_path_stays_as_it_is_when_the_host_grows_in_lower_case(rest: str) -> None:
    assert rules.check_url(f"https://İstanbul.example{rest}") == f"https://i̇stanbul.example{rest}"


@pytest.mark.parametrize("text", NOT_URLS)
def test_what_is_no_url_is_refused(text: str) -> None:
    assert refusal(text).startswith(("This is not a URL.", "The URL must begin"))


@pytest.mark.parametrize("host", BLOCKED.split())
def test_private_address_is_refused_in_every_spelling_and_the_setting_is_named(host: str) -> None:
    message = refusal(f"https://{host}:8080/x")

    assert message.endswith("is not a public address. The operator can allow it with WEBHOOK_ALLOWED_NETWORKS.")


def test_operator_allows_a_private_network(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = addresses.networks(["127.0.0.0/8"])

    assert rules.check_url("http://localhost:9000/") == "http://localhost:9000/"
    assert "10.0.0.1 is not a public address" in refusal("http://10.0.0.1/")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://shop.example.com/", "The URL must begin with https:// or http://."),
        ("javascript://shop.example.com/", "The URL must begin with https:// or http://."),
        ("https://ana:secret@shop.example.com/", "Leave the username and password out of the URL. Send"),
        ("https://@shop.example.com/", "Leave the username and password out of the URL."),
        ("https://shop.example.com/#part", "Remove the # and what follows it"),
        ("https://shop.example.com:0/", "Port 0 is not allowed. Use 80, 443 or a port above 1023."),
        ("https://shop.example.com:22/", "Port 22 is not allowed."),
        ("https://shop.example.com/" + "x" * 2_976, "The URL has 3,001 characters. At most 2,048 are allowed."),
    ],
)
def test_url_is_refused_with_the_reason(url: str, sentence: str) -> None:
    assert refusal(url).startswith(sentence)


def test_plain_http_is_refused_unless_the_operator_allows_it(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_HTTP = False

    assert refusal("http://shop.example.com/") == "The URL must begin with https://."


def test_headers_are_taken_without_blanks_around_their_values() -> None:
    assert rules.check_headers({"Authorization": " Bearer x ", "X-Shop": ""}) == {
        "Authorization": "Bearer x",
        "X-Shop": "",
    }


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"X-A": "b\r\nX-Evil: c"}, "The value of X-A contains a character that is not allowed in a header."),
        ({"X-A": "b\x00"}, "The value of X-A contains a character"),
        ({"X-A": "ü"}, "The value of X-A contains a character"),
        ({"X-A\r\nX-B": "c"}, "“X-A\r\nX-B” cannot be the name of a header."),
        ({"X A": "b"}, "“X A” cannot be the name of a header."),
        ({"": "b"}, "“” cannot be the name of a header."),
        ({"Host": "evil.example"}, "The header Host is set by Product Importer and cannot be changed."),
        ({"content-LENGTH": "1"}, "The header content-LENGTH is set by Product Importer"),
        ({"webhook-signature": "v1,x"}, "The header webhook-signature is set by Product Importer"),
        ({"Webhook-Anything": "x"}, "The header Webhook-Anything is set by Product Importer"),
        ({"X-A": "1", "x-a": "2"}, "A header is given twice"),
        ({f"X-{number}": "1" for number in range(11)}, "11 headers are too many. At most 10 are allowed."),
        ({"X-A": "b" * 1_001}, "The value of X-A is longer than 1,000 characters."),
    ],
)
def test_header_is_refused_with_the_reason(headers: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError) as error:
        rules.check_headers(headers)

    assert error.value.messages[0].startswith(sentence)


def test_no_event_type_and_unknown_ones_are_refused_with_the_list() -> None:
    with pytest.raises(ValidationError) as none:
        rules.check_event_types([])
    with pytest.raises(ValidationError) as unknown:
        rules.check_event_types(["product.created", "product.melted"])

    assert none.value.messages == ["Choose at least one event."]
    assert unknown.value.messages[0].startswith("There is no event type “product.melted”. The types are product.cr")
