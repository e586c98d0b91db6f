"""The catalogue as a file: whole, guarded, and of no effect when it is imported again."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from products import export as exporting
from products.export import export
from products.fields.own_files import export_head
from products.fields.registry import FIELDS
from products.fields.skus import fold
from products.fields.typed import InvalidValues, cleaned
from products.imports import receiving, running
from products.jobs.models import ImportJob
from products.models import Product
from products.search.query import ProductFilter
from tests.products.factories import make_products, put

ROUTE = "/products/api/products/export/"
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "-1.5",
    "-1-1",
    "@x",
    "'",
    "''",
    "'=1",
    "\t=1",
    "\n=1",
    "+",
    "=",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)
SPECIAL = (
    *FORMULAS,
    '"',
    '""',
    ",",
    ";",
    "|",
    "\\",
    "\\.",
    "\\N",
    "a\nb",
    "\n",
    "NULL",
    "sku,name",
    "sep=;",
    "é",
    "漢",
    "\u2028",
)
ODD_SIGNS = "=+-@'\"\\,;|\t\n \u00a0\u200b\u202eaA1éÄßŒ漢😀%_{}<&"


def lines(wanted: ProductFilter | None = None) -> list[list[str]]:
    content = b"".join(export(wanted or ProductFilter())).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline="")))


def hostile(number: int, *, seed: int = 1) -> list[Product]:
    """So many products, all that a form would take, with whatever may go wrong in a file."""
    random = Random(seed)
    products: dict[str, Product] = {}
    while len(products) < number:
        texts = [_text(random) for _ in range(3)]
        price = random.choice([None, Decimal(0), Decimal("9999999999.99"), Decimal(random.randrange(10**6)) / 100])
        try:
            values = cleaned({"sku": texts[0], "name": texts[1], "description": texts[2], "price": price})
        except InvalidValues:
            continue
        key = fold(str(values["sku"]))
        products[key] = Product(**values, sku_key=key, active=random.random() < 0.5)
    return put(products.values())


def _text(random: Random) -> str:
    if random.random() < 0.3:
        return random.choice(SPECIAL) + random.choice(["", "x", " "]) + random.choice(SPECIAL)
    return "".join(random.choices(ODD_SIGNS, k=random.randrange(1, 25)))


def everything() -> list[tuple[Any, ...]]:
    return list(Product.objects.order_by("pk").values_list())


def import_again() -> ImportJob:
    file = ContentFile(b"".join(export(ProductFilter())))
    job = receiving.keep(file, file_name="products.csv", user=None, options={})
    assert running.run(job.id)
    job.refresh_from_db()
    return job


@pytest.fixture
def import_folder(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_file_has_the_columns_of_an_import_in_the_order_of_the_skus() -> None:
    make_products(1, sku="b", name="Pot, big", price=None, active=False)
    make_products(1, sku="A", description='Two\nlines and a "quote"')

    assert lines() == [
        ["sku", "name", "description", "price", "active"],
        ["A-0", "Kettle 0", 'Two\nlines and a "quote"', "12.90", "true"],
        ["b-0", "Pot, big", "", "", "false"],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("text", FORMULAS)
def test_cells_that_could_be_formulas_are_guarded_unless_they_are_numbers(text: str) -> None:
    make_products(1, name=text, description=text)

    is_number = text in {"+1", "-1", "-1.5"}
    assert lines()[1][1:3] == [text if is_number else f"'{text}"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("foo;=1+1;bar", '"foo;=1+1;bar"'),
        ("κ;@SUM(1+1)", '"κ;@SUM(1+1)"'),
        (";", '";"'),
        ("a\tb", '"a\tb"'),
        ("=1;2", '"\'=1;2"'),
        ("a,b;c", '"a,b;c"'),
        ('12" ; x', '"12"" ; x"'),
        ("a\nb;c", '"a\nb;c"'),
        ("a b", "a b"),
        ("a|b", "a|b"),
        ("'s-Hertogenbosch", "''s-Hertogenbosch"),
    ],
)
def test_cell_with_the_separator_of_any_spreadsheet_is_quoted(text: str, cell: str) -> None:
    make_products(1, name='Mug, "blue"', description=text)
    make_products(2, sku="B", name="Pot; red")

    assert b"".join(export(ProductFilter())).decode().split("\n", 1)[1] == (
        f'A-0,"Mug, ""blue""",{cell},12.90,true\nB-0,"Pot; red",,12.90,true\nB-1,"Pot; red",,12.90,true\n'
    )


@pytest.mark.django_db
def test_long_catalogue_comes_in_chunks_without_gap_or_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "FIRST_CHUNK_ROWS", 3)
    monkeypatch.setattr(exporting, "MOST_CHUNK_ROWS", 3)
    monkeypatch.setattr(exporting, "BLOCK_BYTES", 50)
    for number in (0, 1, 2, 3, 6, 7):
        Product.objects.all().delete()
        made = make_products(number)

        assert sorted(row[0] for row in lines()[1:]) == sorted(product.sku for product in made)


@pytest.mark.django_db
def test_chunks_have_as_many_rows_as_fill_them(monkeypatch: pytest.MonkeyPatch) -> None:
    make_products(20)
    monkeypatch.setattr(exporting, "FIRST_CHUNK_ROWS", 2)
    monkeypatch.setattr(exporting, "CHUNK_BYTES", 200)

    blocks = list(exporting.export(ProductFilter()))[1:]

    sizes = [block.count(b"\n") for block in blocks]
    assert (sizes[0], sum(sizes)) == (2, 20)
    assert all(2 < size < 10 for size in sizes[1:-1])


@pytest.mark.django_db
def test_filters_are_honoured() -> None:
    make_products(2, sku="A")
    make_products(2, sku="B", active=False, name="Lamp")

    assert [row[0] for row in lines(ProductFilter(q="lamp", sku="b-1", active=False))[1:]] == ["B-1"]


@pytest.mark.django_db(transaction=True)
def test_import_of_an_export_changes_nothing(import_folder: None) -> None:
    hostile(3_000)
    before = everything()

    job = import_again()

    assert {name: count for name, count in job.counts.items() if count} == {"unchanged": 3_000}
    assert everything() == before


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_import_of_a_large_export_changes_nothing(import_folder: None) -> None:
    hostile(100_000, seed=2)
    before = everything()

    job = import_again()

    assert {name: count for name, count in job.counts.items() if count} == {"unchanged": 100_000}
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_import_of_an_export_brings_a_lost_catalogue_back(import_folder: None) -> None:
    hostile(500)
    columns = ("sku", "sku_key", *FIELDS.keys[1:])
    before = list(Product.objects.order_by("sku_key").values_list(*columns))
    file = b"".join(export(ProductFilter()))
    Product.objects.all().delete()

    job = receiving.keep(ContentFile(file), file_name="products.csv", user=None, options={})
    assert running.run(job.id)

    assert list(Product.objects.order_by("sku_key").values_list(*columns)) == before


@pytest.mark.django_db
def test_route_streams_the_file(admin_client: Client) -> None:
    make_products(2)
    make_products(1, sku="B", active=False)

    response = admin_client.get(ROUTE, {"active": "true"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="products.csv"'
    assert (
        b"".join(response)
        == b"\xef\xbb\xbfsku,name,description,price,active\nA-0,Kettle 0,,12.90,true\nA-1,Kettle 1,,12.90,true\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"page": "1"}, {"colour": "red"}, {"price_min": "x"}])
def test_route_refuses_what_it_does_not_understand(admin_client: Client, query: dict[str, str]) -> None:
    response = admin_client.get(ROUTE, query)

    assert (response.status_code, list(response.json()["error"]["fields"])) == (422, list(query))


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_file_takes_the_same_queries_whatever_its_rows(number: int, django_assert_num_queries: Any) -> None:
    make_products(number)

    with django_assert_num_queries(3):  # own fields, where the chunk ends, its rows
        lines()


@pytest.mark.django_db
def test_command_writes_what_matches(tmp_path: Path, capsysbinary: Any) -> None:
    make_products(2)
    file = tmp_path / "products.csv"

    call_command("export_products", file, "--sku", "a-1")
    said = capsysbinary.readouterr().out
    call_command("export_products", file, "--sku", "a-1", "--json")
    described = json.loads(capsysbinary.readouterr().out)
    call_command("export_products", "--sku", "a-1")

    assert file.read_bytes() == capsysbinary.readouterr().out
    assert file.read_bytes().decode().splitlines()[1:] == ["A-1,Kettle 1,,12.90,true"]
    assert said == f"Wrote 0.0 MB to {file}.\n".encode()
    assert described == {"file": str(file), "bytes": file.stat().st_size}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--price-min", "x"], "price_min"),
        (["--active", "perhaps"], "active"),
        (["/nowhere/products.csv"], "cannot be written"),
    ],
)
def test_command_refuses_what_it_cannot_do(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("export_products", *arguments)


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_a_reader_is_slow() -> None:
    make_products(3)

    blocks = export(ProductFilter())
    assert next(blocks) == export_head(FIELDS.keys).encode()
    assert next(blocks).startswith(b"A-0,")

    assert connection.connection is None
    assert list(blocks) == []
