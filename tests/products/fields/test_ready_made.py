"""The fields that can be added with a click fit beside the built-in ones and beside each other."""

from collections import Counter

import pytest

from products.fields.headers import normalise
from products.fields.keys import is_reserved, key_fault
from products.fields.own_settings import own_kind, settings_of
from products.fields.ready_made import LANGUAGES, READY_MADE, ReadyMade


def names_of(ready: ReadyMade) -> set[str]:
    """As headers are compared."""
    return {normalise(text) for text in (ready.key, ready.label, *ready.synonyms)}


def test_the_fields_that_most_catalogues_want_are_there() -> None:
    assert [each.key for each in READY_MADE] == [
        *("brand", "barcode", "category", "stock", "cost", "weight", "image_urls", "tags", "manufacturer_number")
    ]


@pytest.mark.parametrize("ready", READY_MADE, ids=lambda ready: ready.key)
def test_each_can_be_a_field(ready: ReadyMade) -> None:
    kind = own_kind(ready.kind, ready.settings)

    assert key_fault(ready.key) is None
    assert settings_of(kind) | dict(ready.settings) == settings_of(kind)
    assert [*ready.headers] == [*LANGUAGES]
    assert all(normalise(name) for name in ready.synonyms)


@pytest.mark.parametrize("ready", READY_MADE, ids=lambda ready: ready.key)
def test_no_header_is_reserved(ready: ReadyMade) -> None:
    assert [name for name in names_of(ready) if is_reserved(name)] == []


def test_no_header_names_two_fields() -> None:
    named = Counter(name for each in READY_MADE for name in names_of(each))

    assert [name for name, times in named.items() if times > 1] == []
