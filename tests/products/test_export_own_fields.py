"""Own fields in the export, and exports of chosen columns."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client

from products import catalogue
from products.export import NoSuchFields, chosen, export
from products.fields.models import current_fields
from products.imports import receiving, running
from products.models import OwnField, Product
from products.search import indexes
from products.search.query import EVERYTHING
from tests.products.factories import ANA, make_field, make_products
from tests.products.own_fields import EAN, FULL, KINDS, add_fields, archive

ROUTE = "/products/api/products/export/"


def lines(names: str = "") -> list[list[str]]:
    content = b"".join(export(EVERYTHING, chosen(names, current_fields()))).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def create(sku: str, **values: Any) -> Product:
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
    return catalogue.create(sku=sku, name="Kettle", actor=ANA, **given)


@pytest.mark.django_db
def test_own_fields_come_after_the_built_in_ones_as_they_are_stored() -> None:
    add_fields()
    create("A-1", **FULL)
    create("A-2")

    header, first, second = lines()

    assert header[5:] == [*KINDS]
    assert first[5:] == [
        "Acme", "One\nTwo", "12", "1.5", "7.20", "true", "2026-12-31", "Red", "new|sale", FULL["website"], EAN,
    ]  # fmt: skip
    assert second[5:] == [""] * 11


@pytest.mark.django_db
def test_archived_fields_are_left_out() -> None:
    add_fields("brand", "stock")
    create("A-1", brand="Acme", stock=1)
    archive("brand")

    assert lines() == [
        ["sku", "name", "description", "price", "active", "stock"], ["A-1", "Kettle", "", "", "true", "1"],
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "value", "cell"),
    [
        ("brand", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("brand", "@SUM(1+1)", "'@SUM(1+1)"),
        ("brand", "'s-Hertogenbosch", "''s-Hertogenbosch"),
        ("brand", "-1", "-1"),
        ("brand", "100% %s {} \\", "100% %s {} \\"),
        ("notes", "\t=1", "'\t=1"),
        ("colour", "=Red", "'=Red"),
        ("tags", ["=a", "b"], "'=a|b"),
        ("tags", ["a", "=b"], "a|=b"),
        ("tags", ["'a"], "''a"),
        ("tags", ["b", "a", "c;d", 'e"f'], 'b|a|c;d|e"f'),
        ("stock", -7, "-7"),
        ("weight", "-1.5", "-1.5"),
        ("cost", "-1.50", "-1.50"),
        ("organic", False, "false"),
    ],
)
def test_cell_is_guarded_where_a_spreadsheet_would_run_it(key: str, value: object, cell: str) -> None:
    add_fields()
    OwnField.objects.filter(key="colour").update(settings={"choices": ["=Red"]})
    OwnField.objects.filter(key="cost").update(settings={"negative": True})
    create("A-1", **{key: value})

    assert lines(key)[1] == ["A-1", cell]


@pytest.mark.django_db
@pytest.mark.parametrize("separator", ["|", "%", ";", ",", "%%", "\\", "{}"])
def test_members_of_a_list_are_joined_by_the_separator_of_the_field(separator: str) -> None:
    add_fields("tags")
    OwnField.objects.update(settings={"separator": separator})
    create("A-1", tags=["a", "b c"])

    assert lines("tags")[1] == ["A-1", f"a{separator}b c"]


@pytest.mark.django_db
def test_cell_with_the_separator_of_another_spreadsheet_is_quoted() -> None:
    add_fields("brand", "tags")
    create("A-1", brand="a;b", tags=["a", "b;=c"])

    assert b"".join(export(EVERYTHING)).decode().splitlines()[1] == 'A-1,Kettle,,,true,"a;b","a|b;=c"'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "header"),
    [
        ("", ["sku", "name", "description", "price", "active", "brand", "stock"]),
        (" , ", ["sku", "name", "description", "price", "active", "brand", "stock"]),
        ("sku,name,brand", ["sku", "name", "brand"]),
        ("stock, brand ,name,name", ["sku", "name", "brand", "stock"]),
        ("sku", ["sku"]),
        ("price", ["sku", "price"]),
    ],
)
def test_columns_are_chosen_and_stand_in_the_order_of_the_fields(names: str, header: list[str]) -> None:
    add_fields("brand", "stock")
    make_products(1)

    assert lines(names)[0] == header
    assert [len(line) for line in lines(names)] == [len(header)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("names", ["colour", "SKU", "sku name", "name,version", "attributes", "<b>", "stock"])
def test_unknown_columns_are_refused_by_name(admin_client: Client, names: str) -> None:
    add_fields("brand", "stock")
    archive("stock")

    response = admin_client.get(ROUTE, {"fields": names})

    assert (response.status_code, list(response.json()["error"]["fields"])) == (422, ["fields"])
    assert "There are: sku, name, description, price, active, brand." in response.json()["error"]["fields"]["fields"][0]
    with pytest.raises(NoSuchFields):
        chosen(names, current_fields())
    with pytest.raises(CommandError, match="fields: There is no field"):
        call_command("export_products", "--fields", names)


@pytest.mark.django_db
def test_route_and_command_write_the_chosen_columns(admin_client: Client, tmp_path: Path) -> None:
    add_fields("brand")
    create("A-1", brand="Acme")
    create("A-2", brand="Bolt")
    expected = '\ufeff"sku",brand\nA-2,Bolt\n'.encode()

    response = admin_client.get(ROUTE, {"fields": "brand", "sku": "a-2"})
    call_command("export_products", tmp_path / "file.csv", "--fields", "brand", "--sku", "a-2")

    assert b"".join(response) == (tmp_path / "file.csv").read_bytes() == expected
    assert admin_client.get(ROUTE, {"fields": "x" * 10_001}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_own_fields_take_no_more_queries(number: int, django_assert_num_queries: Any) -> None:
    add_fields()
    make_products(number, attributes=FULL)

    with django_assert_num_queries(3):  # own fields, where the chunk ends, its rows
        assert len(b"".join(export(EVERYTHING)).splitlines()) == 1 + 2 * number


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("names", ["name", "name,price", "description,active", "name,description,price,active"])
def test_import_of_chosen_columns_changes_nothing(settings: Any, tmp_path: Path, names: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_products(1, sku="'A", name="''s-Hertogenbosch", description="'=1", price=None)
    make_products(1, sku="=B", name="'", description="'x'", active=False)
    before = list(Product.objects.order_by("pk").values_list())
    file = b"".join(export(EVERYTHING, chosen(names, current_fields())))

    job = receiving.keep(ContentFile(file), file_name="products.csv", user=None, options={})
    assert running.run(job.id)

    job.refresh_from_db()
    assert ({key: count for key, count in job.counts.items() if count}, job.warnings) == ({"unchanged": 2}, [])
    assert list(Product.objects.order_by("pk").values_list()) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("saved_by", ["us", "a spreadsheet"])
def test_import_of_numbers_with_three_decimals_changes_nothing(settings: Any, tmp_path: Path, saved_by: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_field("weight", "decimal")
    make_field("stock", "integer")
    for number, weight in enumerate(["1.125", "2.345", "-3.500", "7"]):
        make_products(1, sku=f"S{number}", attributes={"weight": weight.removesuffix("00"), "stock": 1500})
    file = b"".join(export(EVERYTHING))
    if saved_by == "a spreadsheet":
        file = file.replace(b"\n", b"\r\n")

    job = receiving.keep(ContentFile(file), file_name="products.csv", user=None, options={})
    assert running.run(job.id)

    job.refresh_from_db()
    assert (job.error_message, {key: count for key, count in job.counts.items() if count}) == ("", {"unchanged": 4})


@pytest.fixture
def three_products() -> None:
    add_fields("brand", "stock")
    OwnField.objects.filter(key="stock").update(sortable=True)
    indexes.ensure()
    for sku, values in {"A": {"brand": "Acme", "stock": 9}, "B": {"brand": "Bolt", "stock": 10}, "C": {}}.items():
        make_products(1, sku=sku, attributes=values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "skus"),
    [
        (["f.brand=acme"], []),
        (["f.brand=Acme"], ["A-0"]),
        (["f.brand=Acme", "f.brand=Bolt"], ["A-0", "B-0"]),
        (["f.brand=Acme", "f.stock=10"], []),
        (["f.stock_min=10"], ["B-0"]),
        (["f.stock_min=9", "f.stock_max=9"], ["A-0"]),
        (["f.stock="], ["C-0"]),
    ],
)
def test_command_takes_the_filters_of_own_fields(
    three_products: None, admin_client: Client, tmp_path: Path, filters: list[str], skus: list[str]
) -> None:
    file = tmp_path / "file.csv"

    call_command("export_products", file, *[f"--filter={text}" for text in filters])

    assert [row["sku"] for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())] == skus
    assert b"".join(admin_client.get(f"{ROUTE}?{'&'.join(filters)}")) == file.read_bytes()


@pytest.mark.django_db
def test_command_goes_by_the_search_box_of_own_fields_too(tmp_path: Path) -> None:
    add_fields("ean")
    create("A-1", ean=EAN)
    create("A-2")

    call_command("export_products", tmp_path / "file.csv", "--q", EAN, "--fields", "sku")

    assert (tmp_path / "file.csv").read_text("utf-8-sig") == '"sku"\nA-1\n'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("f.stok=1", "f.stok: There is no own field “stok”. There are: brand, stock."),
        ("f.brand_min=A", "f.brand_min: There is no own field “brand_min”. There are: brand, stock."),
        ("f.stock=many", "f.stock: The stock many is not a number."),
        ("f.stock=1.5", "f.stock: The stock 1.5 is not a whole number."),
        ("f.stock_min=", "f.stock_min: Give one value, or leave this out."),
        ("f.brand=", "f.brand: This needs “Brand” to be sortable. A manager can switch *sortable* on for it."),
        ("brand=Acme", "filter: “brand=Acme” is not like f.brand=Acme, with the key of an own field."),
        ("f.brand", "filter: “f.brand” is not like f.brand=Acme, with the key of an own field."),
        ("f.brand=\udcff", "filter: this is not valid UTF-8 text."),
    ],
)
def test_command_says_which_filter_cannot_be(three_products: None, tmp_path: Path, given: str, sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("export_products", tmp_path / "file.csv", "--filter", given)

    assert str(refused.value) == sentence
    assert not (tmp_path / "file.csv").exists()


@pytest.mark.django_db
def test_command_needs_the_mark_for_a_range(tmp_path: Path) -> None:
    add_fields("stock")

    with pytest.raises(CommandError, match=r"^f\.stock_max: This needs “Stock” to be sortable\."):
        call_command("export_products", tmp_path / "file.csv", "--filter", "f.stock_max=9")
