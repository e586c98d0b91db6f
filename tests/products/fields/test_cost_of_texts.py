"""What texts cost that somebody made to be dear: at every door for texts, time grows with their length alone."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from product_importer.lib.marks import mark_found
from product_importer.lib.text import unaccented
from products.fields import amounts, cells, headers, inputs, prices, skus, spelling, values, yes_no
from products.fields.field import Field
from products.fields.kinds import Column
from products.fields.own_settings import InvalidSettings, own_kind
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.fields.typed import InvalidValues, cleaned
from products.imports.reading import file_formats, nameless
from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.likeness import Likeness
from products.imports.reading.widths import measure
from products.imports.recipes.recipe import FieldRecipe, Recipe
from products.imports.steps.columns import match
from tests.processor_time import is_dear
from tests.products.fields.test_own_kinds import OWN

LENGTH = 40_000

CLASSES = {
    "marks out of order": "\u0301\u0316",
    "marks that fall apart": "\u0344\u0316",
    "letters that fall apart into marks": "\u0f73\u0301",
    "marks in half width": "\uff9e\u0301",
    "marks of several scripts": "\u05b0\u0591\u064b\u0301",
    "letters with marks": "e\u0301\u0327",
    "letters with three marks": "\u03b1\u0313\u0300\u0345",
    "jamo": "\u1112\u1161\u11ab",
    "jamo that join nothing": "\u1161\u11a8",
    "ligatures": "\ufdfa\ufb03",
    "joined emoji": "\U0001f468\u200d",
    "invisible marks": "\u200b\u2060",
    "full width": "\uff21\uff11",
    "capitals that grow": "\u0130\u00df\u0390",
    "halves of characters": "\ud83e",
    "bytes that are not UTF-8": "\udcff",
    "control characters": "\x01\x85",
    "spaces": " ",
    "spaces of all kinds": "\u00a0\u2003\t",
    "line ends": "\r\n",
    "digits": "1",
    "digits in groups": "1 ",
    "separators": "1,",
    "brackets": "([",
    "signs": "+-",
    "currencies": "$",
    "quotes": '"',
    "guards": "'=",
    "errors": "#A",
    "letters": "aB",
    "comments": "<!---->",
    "tags": "<a ",
}
AROUND = [("", "x"), ("1", "\0("), ("$", "x("), ('="', "x")]


def typed(text: str) -> None:
    for field in FIELDS:
        if isinstance(field.kind.absent, str):
            with suppress(InvalidValues):
                cleaned({field.key: text})


def typed_as_price(text: str) -> None:
    with suppress(ValidationError):
        inputs.PriceField().clean(text)


def read_by_own_kinds(text: str) -> None:
    for kind in OWN:
        kind.reader(Field(key="own", label="Own", kind=kind), prices.PriceFormat(".", None), Column(day_order="DMY"))(
            [text]
        )


def written_to_own_kinds(text: str) -> None:
    for kind in OWN:
        kind.of_json([text] if kind.name == "list" else text)


def settled(text: str) -> None:
    for name, settings in (
        (text, {}),
        ("decimal", {"unit": text}),
        ("choice", {"choices": [text]}),
        ("choice", {"choices": ["S"], "synonyms": {text: "S"}}),
        ("list", {"separator": text}),
    ):
        with suppress(InvalidSettings):
            own_kind(name, settings)


def mapped(text: str) -> None:
    with suppress(FileFailure):
        match(["Code", f"{text}!", "name"], Recipe(fields=(("sku", FieldRecipe("Code")), ("name", FieldRecipe(text)))))


def first_bytes(text: str) -> None:
    with suppress(FileFailure):
        file_formats.refuse_other_formats(text.encode("utf-8", "surrogatepass"))


SAMPLE = [["A1", "1"], ["A2", "2"]]
LIKENESS = Likeness(SAMPLE, measure(["sku", "price"], SAMPLE, damaged=False))

DOORS: dict[str, Callable[[str], object]] = {
    "SKU": lambda text: values.read_skus([text]),
    "name": lambda text: values.LineReader("name", "name", 500).read([text]),
    "description": lambda text: values.LongTextReader("description", "description", 65_536).read([text]),
    "active": lambda text: values.BooleanReader("active", "active").read([text]),
    "price": lambda text: prices.read_price(text, prices.PriceFormat(".", None)),
    "price beside a currency": lambda text: prices.read_price("12.50", prices.PriceFormat(".", None), currency=text),
    "word": cells.word_of,
    "word for yes": yes_no.meaning_of,
    "header": headers.normalise,
    "header that is suggested": lambda text: headers.suggested("price", [text]),
    "further header": lambda text: FurtherHeaders(["sku", "name"]).among([["sku", text]]),
    "mapping": mapped,
    "likeness": lambda text: LIKENESS.contradicts([text, text]),
    "whole number before a comma": nameless._WHOLE.fullmatch,
    "number": nameless._NUMBER.fullmatch,
    "cents": nameless._CENTS.fullmatch,
    "rest of an amount": nameless._REST_OF_AMOUNT.fullmatch,
    "warnings": lambda text: [values.count_invisible_marks([text]), values.count_spoilt([text])],
    "kind of file": first_bytes,
    "search by SKU": skus.key_of,
    "search in texts": spelling.on_one_line,
    "found texts": lambda text: mark_found(text, (text[:200],)),
    "comparison": unaccented,
    "form and API": typed,
    "price in a form": typed_as_price,
    "cell of an own field": read_by_own_kinds,
    "own field in JSON": written_to_own_kinds,
    "settings of an own field": settled,
}


@pytest.mark.parametrize("door", DOORS)
def test_no_text_is_dear(door: str) -> None:
    def enter(text: str) -> None:
        with suppress(UnicodeEncodeError):  # a file cannot hold half of a character
            DOORS[door](text)

    dear = [
        (name, before, after)
        for name, unit in CLASSES.items()
        for before, after in AROUND
        if is_dear(enter, partial(long_text, unit, before, after), length=LENGTH)
    ]

    assert dear == []


def long_text(unit: str, before: str, after: str, length: int) -> str:
    return before + unit * (length // len(unit)) + after


@pytest.mark.parametrize(
    "shape", ["${}x(", "$1{}x(", "${}1{}x(", "({}1", "({}1{}y(", "{}1{}(", "-{}1{}-{}(", "${}x{}("]
)
def test_short_price_is_never_dear(shape: str) -> None:
    def many(text: str) -> None:
        for _ in range(100):
            amounts.take_apart(text)

    def price(length: int) -> str:
        return shape.replace("{}", " " * (length // shape.count("{}")))

    assert len(price(54)) <= spelling.LONGEST_WORD
    assert not is_dear(many, price, length=54)
