"""Own fields from three clicks to a file that somebody edited in a spreadsheet: by browser, API and command."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from products.models import OwnField, Product
from tests import processes
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.test_importing import SAMPLE, counts_shown, drop_file, expect_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add_three_fields(page: Page) -> None:
    page.goto("/products/fields/")
    for label in ("Brand", "Barcode", "Stock"):
        page.get_by_role("button", name=f"Add {label}", exact=True).click()
        expect(page.get_by_text(f"{label} was added.")).to_be_visible()


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return [*csv.DictReader(lines)]


def test_three_clicks_and_a_file_and_a_product_is_found_by_its_barcode(site: Stack, page: Page, tmp_path: Path) -> None:
    sign_in(page)
    add_three_fields(page)
    page.goto("/")
    drop_file(page, SAMPLE)
    expect_end(page)
    assert counts_shown(page) == {"created": 200}
    first = rows_of(SAMPLE)[0]

    page.goto("/products/")
    expect(page.get_by_role("columnheader", name="Brand")).to_be_visible()
    page.get_by_role("searchbox").fill(f"0{first['barcode']}")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(first["sku"])

    page.goto("/products/")
    page.get_by_label("Brand", exact=True).fill(first["brand"])
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**f.brand=*")
    found = sum(row["brand"] == first["brand"] for row in rows_of(SAMPLE))
    expect(page.locator("tbody tr")).to_have_count(min(found, 50))

    page.get_by_role("link", name="Export these").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Export").click()
    exported = tmp_path / "products.csv"
    download.value.save_as(exported)
    rows = rows_of(exported)
    assert {row["brand"] for row in rows} == {first["brand"]}
    rows[0]["stock"] = "7777"
    rows[1]["brand"] = "Another"
    edited = io.StringIO(newline="")
    writer = csv.DictWriter(edited, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    exported.write_text(edited.getvalue(), newline="")

    page.goto("/")
    drop_file(page, exported)
    expect_end(page)
    assert counts_shown(page) == {"unchanged": found - 2, "updated": 2}
    product = Product.objects.get(sku=rows[0]["sku"])
    page.goto(product.get_absolute_url())
    expect(page.get_by_text("the import of products.csv")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("7777")


def test_same_by_api_and_by_command(
    site: Stack, page: Page, process_environment: dict[str, str], tmp_path: Path
) -> None:
    sign_in(page)
    add_three_fields(page)
    done = processes.command("import_products", str(SAMPLE), environment=process_environment)
    assert (done.returncode, done.stdout) == (0, b"sample_products.csv: Completed: 200 rows: created 200\n")
    first = rows_of(SAMPLE)[0]

    found = page.request.get(f"/products/api/products/?f.barcode={first['barcode']}").json()["results"]
    assert [each["sku"] for each in found] == [first["sku"]]
    assert found[0]["attributes"] == {
        "brand": first["brand"],
        "barcode": first["barcode"],
        "stock": int(first["stock"]),
    }

    exported = tmp_path / "products.csv"
    assert processes.command("export_products", str(exported), environment=process_environment).returncode == 0
    again = processes.command("import_products", str(exported), environment=process_environment)
    assert again.stdout == b"products.csv: Completed: 200 rows: unchanged 200\n"
    assert OwnField.objects.count() == 3
