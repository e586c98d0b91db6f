from decimal import Decimal

import pytest

from products.fields.field import Field, Need
from products.fields.kinds import Boolean, Kind, Money, Text, Value


def field(kind: Kind | None = None, **settings: object) -> Field:
    return Field(key="brand", label="Brand Name", kind=kind or Text(), **settings)  # type: ignore[arg-type]


def test_noun_is_the_label_in_lower_case_unless_given() -> None:
    assert field().noun == "brand name"
    assert field(noun="BRAND").noun == "BRAND"


@pytest.mark.parametrize(
    ("kind", "nullable", "absent"),
    [(Text(), False, ""), (Text(), True, None), (Boolean(), False, True), (Boolean(), True, None)],
)
def test_absent_value_is_null_where_the_column_may_be(kind: Kind, nullable: bool, absent: Value) -> None:
    assert field(kind, nullable=nullable).absent == absent


@pytest.mark.parametrize(
    ("need", "always", "with_its_column", "without"),
    [
        (Need.ALWAYS, True, True, True),
        (Need.NEW, True, True, True),
        (Need.NEW_IF_IN_FILE, False, True, False),
        (Need.NEVER, False, False, False),
    ],
)
def test_field_is_needed_as_it_says(need: Need, always: bool, with_its_column: bool, without: bool) -> None:
    brand = field(need=need)

    assert brand.is_needed is always
    assert brand.is_needed_when_new({"sku", "brand"}) is with_its_column
    assert brand.is_needed_when_new({"sku"}) is without


@pytest.mark.parametrize("value", ["", " ", "\u200b", " \ufeff\n"])
def test_needed_text_that_shows_nothing_is_missing(value: str) -> None:
    assert field(need=Need.NEW).fault(value) == "The brand name is missing."
    assert field().fault(value) is None


def test_fault_of_a_value_is_its_kinds() -> None:
    assert field(Text(longest=3)).fault("long") == "The brand name has 4 characters; at most 3 are allowed."
    assert field(Money(), noun="cost").fault(Decimal(-1)) == "The cost must be between 0 and 9,999,999,999.99."
    assert field(Text(longest=3), need=Need.NEW).fault("abc") is None
