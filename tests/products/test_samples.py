"""Sample products: the same for the same seed, and what is promised about a messy file is true."""

import csv
from collections import Counter
from io import BytesIO, StringIO

import pytest

from products.fields.own_kind import Style
from products.fields.prices import PriceFormat
from products.fields.registry import FIELDS
from products.imports.reading import open_table
from products.imports.steps.column_styles import survey
from products.imports.steps.columns import match
from products.imports.steps.validation import RowValidator, Styles
from products.samples.files import Account, write_products
from products.samples.messy import KINDS, MESSY_EVERY, RARE
from products.samples.products import SampleProduct, sample_products

EVERY_KIND = MESSY_EVERY * (len(RARE) + len(KINDS))


def written(count: int, *, seed: int = 1, changed_percent: float = 0, messy: bool = False) -> tuple[bytes, Account]:
    file = BytesIO()
    account = write_products(file, count, seed=seed, changed_percent=changed_percent, messy=messy)
    return file.getvalue(), account


def test_sample_products_are_the_same_for_the_same_seed() -> None:
    assert written(500) == written(500)
    assert written(500)[0] != written(500, seed=2)[0]


def test_sample_products_are_the_beginning_of_a_longer_file() -> None:
    assert written(2_500)[0].startswith(written(1_100)[0])


def test_sample_products_never_repeat_a_sku() -> None:
    skus = {product.sku for product in sample_products(100_000)}

    assert len(skus) == 100_000


def test_sample_products_look_like_a_catalogue() -> None:
    products = [*sample_products(20_000)]

    words = [len(product.name.split()) for product in products]
    lengths = [len(product.description) for product in products]
    assert 6 <= sum(words) / len(words) <= 8
    assert min(lengths) >= 30
    assert max(lengths) <= 120
    assert 125 <= written(20_000)[1].bytes / 20_000 <= 140
    assert 0.05 < sum(product.active == "false" for product in products) / len(products) < 0.11
    assert any('"' in product.name for product in products)
    assert any("\n" in product.description for product in products)
    assert any(not product.name.isascii() for product in products)


def test_written_products_are_what_the_csv_module_writes() -> None:
    expected = StringIO(newline="")
    writer = csv.writer(expected, lineterminator="\n")
    writer.writerow(SampleProduct._fields)
    writer.writerows(sample_products(2_000))

    assert written(2_000)[0].decode() == expected.getvalue()


@pytest.mark.parametrize(("percent", "expected"), [(0, 0), (1, 20), (2.5, 50), (100, 2_000)])
def test_changed_products_are_exactly_the_share(percent: float, expected: int) -> None:
    before, after = sample_products(2_000), sample_products(2_000, changed_percent=percent)

    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]

    assert len(changed) == expected
    assert all(old.sku == new.sku and old.price != new.price for old, new in changed)


def test_changed_products_are_renamed_in_every_second_case() -> None:
    before, after = sample_products(2_000), sample_products(2_000, changed_percent=1)

    assert sum(old.name != new.name for old, new in zip(before, after, strict=True)) == 10


def test_clean_file_is_taken_whole_without_a_second_look_at_prices() -> None:
    content, account = written(3_000)

    assert outcome(content, None) == account


def test_messy_file_comes_to_what_was_promised() -> None:
    content, account = written(EVERY_KIND * 2, messy=True)
    table = open_table(BytesIO(content))
    styles = survey((chunk.rows for chunk in table.chunks(1_000)), match(table.header))

    assert styles == {"price": Style(PriceFormat(decimal=".", currency="EUR"))}
    assert outcome(content, styles) == account


def test_messy_file_has_every_row_error() -> None:
    _, account = written(EVERY_KIND, messy=True)

    assert account.total_rows == EVERY_KIND
    assert account.superseded == 2
    assert account.skipped == 3
    assert account.rejected_by_code == dict.fromkeys(sorted(ROW_ERRORS), 1)


ROW_ERRORS = {
    *("missing_sku", "sku_too_long", "sku_control_character", "sku_spreadsheet_damage"),
    *("missing_name", "name_too_long", "description_too_long"),
    *("missing_price", "price_invalid", "price_negative", "price_decimals", "price_too_large"),
    *("name_spreadsheet_damage", "description_spreadsheet_damage", "price_spreadsheet_damage"),
    *("active_spreadsheet_damage", "name_control_character", "description_control_character"),
    *("price_format_conflict", "price_currency_mismatch", "active_invalid"),
    *("too_many_cells", "too_few_cells", "bad_quote", "unclosed_quote", "record_too_long"),
    *("nul_byte", "invalid_encoding"),
}


KEY, NAME, PRICE = (FIELDS.row_columns.index(column) for column in ("sku_key", "name", "price"))


def outcome(content: bytes, styles: Styles | None) -> Account:
    """What reading and validation make of a file, and planning would on an empty catalogue."""
    table = open_table(BytesIO(content))
    validator = RowValidator(match(table.header), styles=styles)
    total_rows = skipped = 0
    rejected: Counter[str] = Counter()
    copies: Counter[str] = Counter()
    for chunk in table.chunks(700):
        products, refusals = validator.check(chunk.rows)
        total_rows += chunk.records
        skipped += chunk.skipped
        rejected.update(refusal.reasons[0].code for refusal in (*chunk.refusals, *refusals))
        rejected["missing_name"] += sum(product[NAME] is None for product in products)
        rejected["missing_price"] += sum(product[PRICE] is None for product in products)
        copies.update(str(product[KEY]) for product in products if product[NAME] and product[PRICE])
    return Account(
        bytes=len(content),
        total_rows=total_rows,
        created=len(copies),
        superseded=copies.total() - len(copies),
        skipped=skipped,
        rejected=rejected.total(),
        rejected_by_code={code: rejected[code] for code in sorted(rejected) if rejected[code]},
    )
