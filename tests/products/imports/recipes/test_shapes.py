"""Which files are known, and what is said of them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from products.fields.builtin import BUILTIN
from products.fields.ready_made import READY_MADE
from products.fields.registry import FIELDS, Fields
from products.imports.recipes import parse
from products.imports.recipes.shape_columns import Header
from products.imports.recipes.shape_files import FOLDER, layouts
from products.imports.recipes.shapes import MOST_ROWS_ABOVE, shape_of
from tests.products.imports.recipes.own_fields import WITH_READY_MADE
from tests.products.imports.recipes.samples import NAMES, SAMPLES, Sample

OUR_HEADERS = [
    *WITH_READY_MADE.keys,
    *(spelling for field in BUILTIN for spelling in field.headers.split()),
    *(synonym for each in READY_MADE for synonym in each.synonyms),
]

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)


@each_sample
def test_a_sample_is_known_as_the_system_that_writes_such_files(sample: Sample) -> None:
    shape = shape_of(sample.rows)

    assert shape is not None
    assert (shape.name, shape.called) == (sample.expected["system"], sample.expected["called"])
    assert shape.key_is_sure == sample.expected["key_is_sure"]
    assert len(shape.questions()) == sample.expected["questions"]


@each_sample
def test_a_sample_fits_no_other_layout(sample: Sample) -> None:
    found = {layout for row in sample.rows for layout in map(_name, layouts()) if layout in _fitting(row)}

    assert found == {(sample.expected["system"], sample.expected["called"])}


@each_sample
@pytest.mark.parametrize("fields", [FIELDS, WITH_READY_MADE], ids=["built-in", "with own"])
def test_the_recipe_of_a_sample_is_sound(sample: Sample, fields: Fields) -> None:
    shape = shape_of(sample.rows)

    assert shape is not None
    recipe = parse(shape.recipe_for(fields=fields), fields)
    assert {column for _, column in recipe.columns()} <= {cell.strip() for cell in shape.header.cells}


@each_sample
def test_every_field_that_is_taken_has_a_reason(sample: Sample) -> None:
    shape = shape_of(sample.rows)

    assert shape is not None
    taken = {key for key, part in shape.recipe_for()["fields"].items() if part}
    assert shape.reasons().keys() == taken
    assert all(reason.endswith(".") for reason in shape.reasons().values())


@each_sample
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_the_recipe_is_sound_whatever_columns_are_missing(sample: Sample, data: st.DataObject) -> None:
    width = max(map(len, sample.rows))
    missing = data.draw(st.sets(st.integers(0, width - 1)))
    shape = shape_of([[cell for index, cell in enumerate(row) if index not in missing] for row in sample.rows])

    if shape is not None:
        recipe = parse(shape.recipe_for(fields=WITH_READY_MADE), WITH_READY_MADE)
        assert {column for _, column in recipe.columns()} <= {cell.strip() for cell in shape.header.cells}
        assert all(shape.questions())


@given(st.lists(st.lists(st.text() | st.sampled_from(["Handle", "Title", "Variant Price", "{Title}"]))))
def test_any_rows_are_looked_at(rows: list[list[str]]) -> None:
    shape = shape_of(rows)

    assert shape is None or parse(shape.recipe_for(), FIELDS)


def test_every_layout_has_a_sample() -> None:
    assert {*map(_name, layouts())} == {(each.expected["system"], each.expected["called"]) for each in SAMPLES}


def test_every_system_has_a_row_in_the_docs() -> None:
    docs = (FOLDER.parents[3] / "docs" / "known-shapes.md").read_text("utf-8")

    assert [layout.system for layout in layouts() if f"| {layout.system} |" not in docs] == []


@given(st.lists(st.sampled_from(OUR_HEADERS), unique=True, min_size=1, max_size=30))
def test_a_header_of_our_own_words_is_nobodys(header: list[str]) -> None:
    assert shape_of([header, ["1"] * len(header)]) is None


def test_our_whole_header_is_nobodys() -> None:
    assert shape_of([[*FIELDS.keys]]) is None
    assert shape_of([[*WITH_READY_MADE.keys]]) is None


def test_every_layout_needs_a_column_that_is_none_of_our_words() -> None:
    ours = Header.of([*dict.fromkeys(OUR_HEADERS)])

    assert [_name(layout) for layout in layouts() if replace(layout, none=()).fits(ours)] == []


def test_more_columns_do_not_matter() -> None:
    for sample in SAMPLES:
        rows = [[*row, "Unheard of"] for row in sample.rows]
        shape = shape_of(rows)
        assert shape is not None
        assert shape.name == sample.expected["system"]


def test_the_order_of_columns_does_not_matter() -> None:
    for sample in SAMPLES:
        shape = shape_of([row[::-1] for row in sample.rows])
        assert shape is not None
        assert shape.name == sample.expected["system"]


def test_the_header_may_have_rows_above() -> None:
    rows = _sample("wix").rows

    for above in range(MOST_ROWS_ABOVE + 1):
        shape = shape_of([["A list"]] * above + rows)
        assert shape is not None
        assert shape.recipe_for().get("file") == ({"first_row": above + 1} if above else None)
    assert shape_of([["A list"]] * (MOST_ROWS_ABOVE + 1) + rows) is None


def test_names_in_the_third_row_are_read_from_there() -> None:
    rows = _sample("amazon").rows

    for first, file in (
        (0, {"header_rows": 3, "names_in": 3}),
        (1, {"header_rows": 2, "names_in": 2}),
        (2, None),
    ):
        shape = shape_of(rows[first:])
        assert shape is not None
        assert shape.recipe_for().get("file") == file


def test_a_header_of_two_systems_is_nobodys() -> None:
    both = [*_sample("wix").rows[0], *_sample("square").rows[0]]

    assert shape_of([both]) is None


def test_no_rows_are_nobodys() -> None:
    assert shape_of([]) is None
    assert shape_of([[], [""], ["x" * 10_000]]) is None


def test_what_stands_in_for_skus_is_the_key_where_they_repeat() -> None:
    shape = shape_of(_sample("shopify_repeated_skus").rows)

    assert shape is not None
    assert shape.recipe_for()["fields"]["sku"] == {"text": "{Handle}-{Option1 Value}"}
    assert shape.questions() == ["The SKU “B1” stands for several products. Is this to be their key instead?"]


def test_a_row_that_comes_twice_repeats_no_sku() -> None:
    rows = _sample("shopify").rows
    shape = shape_of([*rows, rows[1]])

    assert shape is not None
    assert shape.key_is_sure


def test_variants_that_nothing_tells_apart_are_a_question() -> None:
    header = ["Handle", "Title", "Body (HTML)", "Variant SKU", "Variant Price"]
    shape = shape_of([header, ["mug", "Mug", "", "", "5.00"], ["mug", "", "", "", "6.00"]])

    assert shape is not None
    assert not shape.key_is_sure
    assert shape.questions() == ["Several rows would have the key “mug”. What tells their products apart?"]


def test_a_file_of_which_nothing_would_be_left_is_a_question() -> None:
    header = ["sku", "store_view_code", "attribute_set_code", "product_websites", "name", "price"]
    shape = shape_of([header, ["A", "default", "Default", "base", "Cap", "5.00"]])

    assert shape is not None
    assert shape.questions() == [
        "All of the first rows are left out, because “store_view_code” is filled. Is that right?"
    ]


@pytest.mark.parametrize(
    "header",
    [
        "ID,Tipo,COD,Nome,Pubblicato,In primo piano?,Visibilità nel catalogo,Descrizione,Prezzo di listino,Genitore",
        "ID,Type,Artikelnummer,Naam,Gepubliceerd,Uitgelicht?,Zichtbaarheid in catalogus,Reguliere prijs,Hoofd",
        "ID,Tipo,SKU,Nome,Publicado,Em destaque?,Visibilidade no catálogo,Preço promocional,Preço,Ascendente",
        "ID,Rodzaj,SKU,Nazwa,Opublikowano,Polecany?,Widoczność w katalogu,Cena promocyjna,Cena,Nadrzędny",
        "ID,Typ,Artikelnummer,Namn,Publicerad,Är den utvald?,Synlighet i katalog,Reapris,Ordinarie pris,Överordnad",
    ],
)
def test_woocommerce_is_known_in_other_languages(header: str) -> None:
    shape = shape_of([header.split(",")])

    assert shape is not None
    assert shape.name == "WooCommerce"
    assert shape.questions() == []
    assert {key for key, part in shape.recipe_for()["fields"].items() if not part} <= {"description"}


def test_without_a_price_anywhere_a_person_is_asked() -> None:
    shape = shape_of(_sample("shopify_without_prices").rows)

    assert shape is not None
    assert shape.new_without_price == "accept"
    assert shape.questions() == ["No row has a price. Are the products to be taken without one?"]
    assert shape.recipe_for()["rows"]["skip"] == [{"column": "Option1 Value", "is": "blank"}]


def test_prices_with_more_decimals_are_rounded_if_a_person_agrees() -> None:
    price = "Price tax excluded or Price tax included"
    header = ["Product ID", "Active (0/1)", "Name *", "Categories (x,y,z...)", price, "Reference #", "On sale (0/1)"]
    shape = shape_of(
        [header, ["1", "1", "Mug", "Home", "12.500000", "A-1", "0"], ["2", "1", "Cup", "Home", "33.326447", "A-2", "0"]]
    )
    assert shape is not None
    assert shape.recipe_for()["fields"]["price"] == {"from": price, "times": "1"}
    assert shape.questions()[-1] == "Some prices have more decimals than two, such as 33.326447. Round them to two?"
    shape = shape_of(
        [header, ["1", "1", "Mug", "Home", "12.500000", "A-1", "0"], ["2", "1", "Cup", "Home", "72.335", "A-2", "0"]]
    )
    assert shape is not None
    assert shape.recipe_for()["fields"]["price"] == {"from": price}


def test_two_currencies_are_a_question() -> None:
    shape = shape_of(_sample("akeneo_two_currencies").rows)

    assert shape is not None
    assert shape.recipe_for()["fields"]["price"] == {"from": "price-EUR"}
    assert shape.questions() == ["Several columns may be “Price”: “price-EUR”, “price-USD”. Which one is it?"]


def test_the_recipe_is_that_of_the_header_as_it_was_opened() -> None:
    rows = _sample("wix").rows
    shape = shape_of(rows)

    assert shape is not None
    renamed = ["HANDLEID" if cell == "handleId" else cell for cell in rows[0]]
    assert shape.recipe_for(renamed)["fields"]["sku"] == {"from": "sku", "else": "HANDLEID"}


def _sample(name: str) -> Sample:
    return SAMPLES[NAMES.index(name)]


def _name(layout: object) -> tuple[str, str]:
    return layout.system, layout.called  # type: ignore[attr-defined]


def _fitting(row: list[str]) -> set[tuple[str, str]]:
    header = Header.of(row)
    return {_name(layout) for layout in layouts() if layout.fits(header)}
