"""Sample values of own fields: of the right kind, and always the same."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from products.fields.models import OwnField, with_own
from products.fields.own_settings import OWN_KINDS
from products.imports.reading import open_table
from products.imports.steps.columns import match
from products.imports.steps.validation import RowValidator
from products.samples.files import write_products
from tests.processes import ROOT
from tests.products.conftest import Import
from tests.products.factories import make_field
from tests.products.imports.own_fields.conftest import attributes

KNOWN = {"brand": "text", "barcode": "barcode", "stock": "integer", "category": "text", "weight": "decimal"}
OTHERS = {f"some_{kind}": kind for kind in OWN_KINDS} | {"manufacturer_number": "text"}
SETTINGS: dict[str, dict[str, object]] = {"choice": {"choices": ["Red", "Blue"]}, "decimal": {"places": 1}}


@pytest.mark.parametrize(("key", "kind"), (KNOWN | OTHERS).items())
def test_sample_values_are_taken_by_their_kind(key: str, kind: str) -> None:
    field = OwnField(key=key, label=key, kind=kind, settings=SETTINGS.get(kind, {})).field
    output = BytesIO()
    write_products(output, 2_000, own=[field])
    output.seek(0)
    table = open_table(output)
    fields = with_own([field])

    validator = RowValidator(match(table.header, fields=fields), fields=fields)
    checked = [validator.check(chunk.rows) for chunk in table.chunks(1_000)]

    assert [refusals for _, refusals in checked if refusals] == []
    values = [json.loads(str(product[-1]))[key] for products, _ in checked for product in products]
    assert len(values) == 2_000
    assert len({*map(str, values)}) > 1


def test_beginning_of_each_line_is_as_without_own_fields() -> None:
    field = OwnField(key="stock", label="Stock", kind="integer").field
    plain, longer = BytesIO(), BytesIO()
    write_products(plain, 100, changed_percent=10)
    write_products(longer, 100, changed_percent=10, own=[field])

    rows, longer_rows = (csv.reader(StringIO(each.getvalue().decode(), newline="")) for each in (plain, longer))
    assert [row[:-1] for row in longer_rows] == [*rows]


def test_sample_file_fills_three_own_fields(import_file: Import) -> None:
    for key in ("brand", "barcode", "stock"):
        make_field(key, KNOWN[key])

    job = import_file((ROOT / "sample_products.csv").read_bytes())

    assert (job.created, job.warnings) == (200, [])
    assert {len(values) for values in attributes().values()} == {3}


@pytest.mark.django_db
def test_generate_products_writes_own_fields_that_are_asked_for(tmp_path: Path) -> None:
    make_field("stock", "integer")
    make_field("brand")
    headers = {}
    for asked in ([], ["--fields"], ["--fields", "brand"], ["--fields=brand,stock"]):
        call_command("generate_products", "3", str(tmp_path / "file.csv"), *asked, stdout=StringIO())
        headers[" ".join(asked)] = (tmp_path / "file.csv").read_text().splitlines()[0].split(",")[5:]

    assert headers == {
        "": [],
        "--fields": ["stock", "brand"],
        "--fields brand": ["brand"],
        "--fields=brand,stock": ["brand", "stock"],
    }


@pytest.mark.django_db
def test_generate_products_knows_no_other_fields(tmp_path: Path) -> None:
    make_field("width", "integer")
    file = str(tmp_path / "file.csv")

    with pytest.raises(CommandError, match=r"There is no own field colour\. There are: brand, .*width"):
        call_command("generate_products", "3", file, "--fields", "width,colour")
    with pytest.raises(CommandError, match="leave out --messy or --fields"):
        call_command("generate_products", "3", file, "--fields", "--messy")
    assert not Path(file).exists()
