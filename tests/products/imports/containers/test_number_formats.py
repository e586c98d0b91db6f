"""What a number format says of a number: the zeros of codes and the decimals that people see, and nothing else."""

import pytest

from products.imports.containers.number_formats import format_of


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("000000", "330", "000330"),
        ("00000", "1234567", "1234567"),
        ("[$-407]0000;-0000", "12", "0012"),
        ('"A-"000\\-000', "1234", "A-001-234"),
        ("00 00", "123", "01 23"),
        ("00", "-5", "-5"),
        ('"1"00', "5", "105"),
        ("00", "1.5", "1.5"),
        ("#,##0.00", "19.3548", "19.35"),
        ("0.00", "19.345", "19.35"),
        ("0.00", "12.5", "12.5"),
        ("0.00", "1.23456789012346E+17", "1.23456789012346E+17"),
        ('_-* #,##0.00\\ "€"_-;-* #,##0.00_-;_-@_-', "-1234.996", "-1235"),
        ("[$€-2] #,##0.00", "0.005", "0.01"),
    ],
)
def test_number_is_as_people_see_it(code: str, number: str, shown: str) -> None:
    found = format_of(code)

    assert found
    assert found.shown(number) == shown


@pytest.mark.parametrize(
    "code",
    ["General", "0", "#,##0", "0.0", "0.000", "0.00%", "0.00E+0", "yyyy-mm-dd", "0:00", "@", "[>9]000;00", '"0"00'],
)
def test_other_formats_change_nothing(code: str) -> None:
    assert format_of(code) is None


def test_formats_that_every_workbook_knows_go_by_number() -> None:
    assert [format_of("", number) is not None for number in (0, 1, 2, 3, 4, 9, 10, 44)] == [
        *[False, False, True, False, True, False, False, True]
    ]
