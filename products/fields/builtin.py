"""The fields that every catalogue has. Whoever adds one here writes a migration for its columns, and its docs. Pure."""

from products.fields.currencies import CODES
from products.fields.field import Field, Narrowing, Need
from products.fields.kinds import Boolean, LongText, Money, Sku, Text
from products.fields.skus import MAX_LENGTH

_LOCALE = "_[a-z]{2}(?:_[a-z]{2})?"
_PRICE = "price regular_price unit_price variant_price product_price list_price retail_price preis precio prix"
_IN_CURRENCY = f"_(?:(?:in|en)_)?(?:{'|'.join(sorted(CODES)).lower()})"

NAME = Text(longest=500)
DESCRIPTION = LongText(most_bytes=65_536)

BUILTIN: tuple[Field, ...] = (
    Field(
        key="sku",
        label="SKU",
        noun="SKU",
        kind=Sku(),
        need=Need.ALWAYS,
        narrowing=Narrowing.IS,
        order="sku_key",
        described=f"At most {MAX_LENGTH} characters; upper and lower case are the same.",
        headers="""sku product_sku variant_sku item_sku article_sku product_code item_code item_number item_no
            article_number article_no part_number part_no reference artikelnummer referencia codigo""",
        suggested="code|ref|product_id|id|handle|slug|mpn|ean|upc|gtin|barcode|asin",
    ),
    Field(
        key="name",
        label="Name",
        kind=NAME,
        need=Need.NEW,
        told=True,
        searched=True,
        narrowing=Narrowing.CONTAINS,
        order="name_order",
        described=f"At most {NAME.longest} characters, on one line.",
        headers="name product_name title product_title item_name artikelname nombre nom",
        suggested=f"product|item|label|short_description|name{_LOCALE}",
    ),
    Field(
        key="description",
        label="Description",
        kind=DESCRIPTION,
        clears=True,
        searched=True,
        in_list=False,
        described=f"At most {DESCRIPTION.most_bytes // 1024} KiB.",
        headers="description product_description body body_html long_description desc beschreibung descripcion",
        suggested=f"short_description|summary|details|description{_LOCALE}",
    ),
    Field(
        key="price",
        label="Price",
        kind=Money(),
        need=Need.NEW_IF_IN_FILE,
        nullable=True,
        clears=True,
        told=True,
        narrowing=Narrowing.RANGE,
        order="price_order",
        hint="Empty: not priced yet.",
        described="As text, with at most two decimals; null if not priced yet.",
        headers=_PRICE,
        suggested=f"(?:{_PRICE.replace(' ', '|')}){_IN_CURRENCY}|amount|initial_price|final_price",
    ),
    Field(
        key="active",
        label="Active",
        kind=Boolean(yes="active", no="inactive"),
        told=True,
        narrowing=Narrowing.IS,
        filter_label="State",
        headers="active is_active enabled status published product_online visible aktiv activo",
        suggested="available|in_stock|visibility",
    ),
)
