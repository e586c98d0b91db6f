"""The settings of own fields."""

from typing import get_args

import pytest

from products.fields.kinds import Boolean, Kind, KindName, LongText, Text
from products.fields.own_kinds import Barcode, Choice, Date, DecimalNumber, Integer, Listing, OwnMoney, Url
from products.fields.own_settings import MOST_CHOICES, OWN_KINDS, InvalidSettings, Settings, own_kind


def test_every_kind_but_that_of_skus_can_be_an_own_field() -> None:
    assert {*OWN_KINDS} == {*get_args(KindName)} - {"sku"}
    assert len(OWN_KINDS) == 11


@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("text", {}, Text()),
        ("long_text", {}, LongText()),
        ("integer", {}, Integer()),
        ("decimal", {}, DecimalNumber()),
        ("decimal", {"places": 0, "unit": " kg "}, DecimalNumber(places=0, unit="kg")),
        ("money", {}, OwnMoney()),
        ("money", {"negative": True}, OwnMoney(negative=True)),
        ("boolean", {}, Boolean()),
        ("date", {}, Date()),
        ("choice", {"choices": ["S", " M "]}, Choice(choices=("S", "M"))),
        (
            "choice",
            {"choices": ["S"], "synonyms": {"small": "S", "s": "S"}},
            Choice(choices=("S",), synonyms=(("small", "S"), ("s", "S"))),
        ),
        ("list", {}, Listing()),
        ("list", {"separator": ">"}, Listing(separator=">")),
        ("url", {}, Url()),
        ("barcode", {}, Barcode()),
    ],
)
def test_settings_make_a_kind(name: str, given: Settings, kind: Kind) -> None:
    found = own_kind(name, given)

    assert found == kind
    assert found.name == name


@pytest.mark.parametrize(
    ("name", "given", "setting"),
    [
        ("colour", {}, "kind"),
        ("sku", {}, "kind"),
        ("text", {"longest": 3}, "longest"),
        ("decimal", {"places": 7}, "places"),
        ("decimal", {"places": -1}, "places"),
        ("decimal", {"places": True}, "places"),
        ("decimal", {"places": "2"}, "places"),
        ("decimal", {"unit": 3}, "unit"),
        ("decimal", {"unit": "x" * 21}, "unit"),
        ("decimal", {"unit": "10 kg"}, "unit"),
        ("decimal", {"unit": "k\0g"}, "unit"),
        ("decimal", {"unit": "\ud800"}, "unit"),
        ("money", {"negative": 1}, "negative"),
        ("choice", {}, "choices"),
        ("choice", {"choices": []}, "choices"),
        ("choice", {"choices": "S"}, "choices"),
        ("choice", {"choices": ["S", None]}, "choices"),
        ("choice", {"choices": ["S", " "]}, "choices"),
        ("choice", {"choices": ["S", "s "]}, "choices"),
        ("choice", {"choices": ["x" * 501]}, "choices"),
        ("choice", {"choices": ["#REF!"]}, "choices"),
        ("choice", {"choices": ["a\0"]}, "choices"),
        ("choice", {"choices": [*map(str, range(MOST_CHOICES + 1))]}, "choices"),
        ("choice", {"choices": ["S"], "synonyms": ["small"]}, "synonyms"),
        ("choice", {"choices": ["S"], "synonyms": {"small": "T"}}, "synonyms"),
        ("choice", {"choices": ["S", "M"], "synonyms": {"m": "S"}}, "synonyms"),
        ("choice", {"choices": ["S"], "synonyms": {"a\0": "S"}}, "synonyms"),
        ("choice", {"choices": ["S"], "synonyms": {" ": "S"}}, "synonyms"),
        ("choice", {"choices": ["S"], "synonyms": {"x" * 501: "S"}}, "synonyms"),
        ("list", {"separator": "\0"}, "separator"),
        ("list", {"separator": "\ud800"}, "separator"),
        ("list", {"separator": ""}, "separator"),
        ("list", {"separator": " "}, "separator"),
        ("list", {"separator": "a"}, "separator"),
        ("list", {"separator": '"'}, "separator"),
        ("list", {"separator": "||||"}, "separator"),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(name: str, given: Settings, setting: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        own_kind(name, given)

    assert [*refused.value.sentences] == [setting]
    assert refused.value.sentences[setting].endswith(".")
