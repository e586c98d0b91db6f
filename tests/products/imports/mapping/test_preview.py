"""A recipe tried on the first rows of a file: what they become, judged as an import would."""

import pytest

from products.fields.reasons import FileFailure
from products.imports.mapping.preview import Preview, preview
from tests.products.conftest import Import
from tests.products.factories import make_field


def codes(shown: Preview) -> dict[int, list[str]]:
    return {each.record_number: [reason.code for reason in each.reasons] for each in shown.rejected}


def test_first_twenty_products_are_shown_and_what_is_rejected_among_them(keep_file: Import) -> None:
    rows = "".join(f"A-{number},Mug,{number}{'x' if number in (3, 30) else ''}\n" for number in range(1, 50))

    shown = preview(keep_file("sku,name,price\n" + rows), {})

    assert [each["record_number"] for each in shown.products] == [2, 3, *range(5, 23)]
    assert codes(shown) == {4: ["price_invalid"]}
    assert shown.columns == ["sku", "name", "price"]


def test_known_products_need_no_name(import_file: Import, keep_file: Import) -> None:
    import_file("sku,name\nA-1,Mug\n")

    shown = preview(keep_file("sku,price\nA-1,5\nB-2,6\n"), {})

    assert [each["sku"] for each in shown.products] == ["A-1"]
    assert codes(shown) == {3: ["missing_name"]}


def test_name_of_a_copy_counts(keep_file: Import) -> None:
    shown = preview(keep_file("sku,name\nA-1,Mug\na-1,\n"), {})

    assert ([each["sku"] for each in shown.products], codes(shown)) == (["A-1", "a-1"], {})


@pytest.mark.parametrize(("options", "rejected"), [({}, {2: ["missing_price"]}), ({"new_without_price": "accept"}, {})])
def test_price_is_needed_unless_it_was_said_otherwise(
    keep_file: Import, options: dict[str, str], rejected: dict[int, list[str]]
) -> None:
    assert codes(preview(keep_file("sku,name,price\nA-1,Mug,\n", **options), {})) == rejected


def test_rows_that_cannot_be_read_are_rejected(keep_file: Import) -> None:
    assert codes(preview(keep_file('sku,name\nA-1,"Mug"x\nA-2,Pot\n'), {})) == {2: ["bad_quote"]}


def test_prices_are_read_as_their_column_is_written(keep_file: Import) -> None:
    shown = preview(keep_file("sku;name;price\nA;Mug;1.234\nB;Pot;12,50\nC;Cup;3,00\nD;Jar;4,25\n"), {})

    assert [each["price"] for each in shown.products] == ["1234.00", "12.50", "3.00", "4.25"]


def test_question_that_is_left_open_is_raised(keep_file: Import) -> None:
    with pytest.raises(FileFailure) as failure:
        preview(keep_file('sku,name,price\nA-1,Chair,"1,234"\n'), {})

    assert failure.value.code == "price_format_unclear"


def test_own_fields_stand_among_attributes(keep_file: Import) -> None:
    make_field("stock", "integer")

    (product,) = preview(keep_file("sku,name,Lager\nA-1,Mug,7\n"), {"stock": "Lager"}).products

    assert product["attributes"] == {"stock": 7}


def test_file_without_rows_has_an_empty_preview(keep_file: Import) -> None:
    shown = preview(keep_file("sku,name\n"), {})

    assert (shown.products, shown.rejected) == ([], [])
