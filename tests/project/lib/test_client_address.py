import pytest
from django.test import RequestFactory
from pytest_django import Settings

from product_importer.lib.client_address import address_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "198.51.100.7", "10.0.0.9"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "made.up, 203.0.113.1, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.1, 198.51.100.7,10.0.0.8", "198.51.100.7"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "nonsense", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_address_of_a_person_is_what_the_outermost_of_our_proxies_saw(
    rf: RequestFactory, settings: Settings, hops: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXY_HOPS = hops
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.9", headers=headers)) == address
