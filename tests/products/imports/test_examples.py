"""The example files that come with the project do what the documentation says of them."""

from collections import Counter
from pathlib import Path

from products.fields.reasons import Refusal
from products.imports.reading import open_table
from products.imports.steps.column_styles import survey
from products.imports.steps.columns import match
from products.imports.steps.validation import ProductRow, RowValidator

ROOT = Path(__file__).resolve().parents[3]


def checked(path: Path, *, surveyed: bool) -> tuple[list[ProductRow], list[Refusal], int]:
    """Product rows, refusals and how many records were skipped."""
    with path.open("rb") as file:
        table = open_table(file)
        columns = match(table.header)
        styles = survey((chunk.rows for chunk in table.chunks(1_000)), columns) if surveyed else None
        file.seek(0)
        (chunk,) = open_table(file).chunks(1_000)
        products, refusals = RowValidator(columns, styles=styles).check(chunk.rows)
        return products, [*chunk.refusals, *refusals], chunk.skipped


def test_sample_products_are_200_sound_products() -> None:
    products, refusals, skipped = checked(ROOT / "sample_products.csv", surveyed=False)

    assert (len(products), refusals, skipped) == (200, [], 0)
    assert len({product.sku_key for product in products}) == 200
    assert all(product.name and product.price for product in products)
    assert sum(product.active is False for product in products) >= 10
    assert any('"' in str(product.name) for product in products)
    assert any("\n" in str(product.description) for product in products)
    assert any(not str(product.sku).isascii() for product in products)


def test_sample_products_with_errors_have_each_small_row_error_twice() -> None:
    path = ROOT / "docs" / "examples" / "sample_products_with_errors.csv"

    products, refusals, skipped = checked(path, surveyed=True)

    missing = Counter(missing_name=sum(product.name is None for product in products))
    missing["missing_price"] = sum(product.price is None for product in products)
    rejected = Counter(reason.code for refusal in refusals for reason in refusal.reasons) + missing
    assert set(rejected.values()) == {2}
    assert len(rejected) == 20
    assert rejected.total() < 0.2 * (len(products) + len(refusals))
    assert skipped == 6
    keys = {product.sku_key for product in products}
    assert len(products) - len(keys) == 4
