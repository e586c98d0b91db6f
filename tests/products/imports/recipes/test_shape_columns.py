import pytest

from products.imports.recipes.shape_columns import Columns, Header, plain


@pytest.mark.parametrize(
    ("spelling", "cell"),
    [
        ("Name", " NAME * "),
        ("Publié", "publie"),
        ("En stock ?", "En stock\u00a0?"),
        ("Weight (kg)", "weight_kg"),
        ("*Action({any})", "Action(SiteID=US|Country=US)"),
        ("price-{currency}", "price-EUR"),
        ("name-{locale}", "name-en_US"),
        ("name-{locale}-{word}", "name-de_DE-print"),
        ("Price [{any}]", "Price [Corner Shop]"),
        ("{any} (channel price amount)", "default-channel (channel price amount)"),
    ],
)
def test_a_column_is_found_however_it_is_spelt(spelling: str, cell: str) -> None:
    assert Header.of(["other", cell]).indexes([spelling]) == (1,)


@pytest.mark.parametrize(
    ("spelling", "cell"),
    [
        ("Weight (kg)", "Weight (lbs)"),
        ("Weight (kg)", "Weight"),
        ("Price", "Price / International"),
        ("price-{currency}", "price-type"),
        ("name-{locale}", "name-of-shop"),
        ("Price [{any}]", "Price"),
        ("Title", "Title" + " " * 200),
        ("", ""),
    ],
)
def test_another_column_is_not(spelling: str, cell: str) -> None:
    assert Header.of([cell]).indexes([spelling]) == ()


def test_the_best_spelling_wins() -> None:
    header = Header.of(["Body", "Body (HTML)"])

    assert header.indexes(["Body (HTML)", "Body"]) == (1,)
    assert header.indexes(["Description", "Body"]) == (0,)


def test_a_name_is_that_of_the_file() -> None:
    columns = Columns(
        Header.of([" Artikelnummer ", "Preis {netto}"]), {"SKU": ["sku", "artikelnummer"], "Net": ["preis netto"]}
    )

    assert columns.name("SKU") == "Artikelnummer"
    assert columns.name("Name") is None
    assert columns.name("Net") is None  # templates could not name it


def test_what_may_be_several_columns_is_none() -> None:
    columns = Columns(Header.of(["price-EUR", "price-USD"]), {"price": ["price-{currency}"]})

    assert columns.name("price") is None
    assert columns.several("price") == ["price-EUR", "price-USD"]
    assert columns.several("name") == []


def test_names_are_compared_without_what_nobody_sees() -> None:
    assert plain("\ufeffHandle\u200b") == "handle"
