"""Sample products with mistakes: every kind of row error and duplicate, and the outcome expected of each record."""

from collections.abc import Callable, Iterator
from itertools import chain, cycle

from products.fields.registry import FIELDS
from products.samples.products import SampleProduct, csv_line, sample_products

MESSY_EVERY = 20
"""One record in this many is messy; the kinds take turns."""

CREATED, SUPERSEDED, SKIPPED = "created", "superseded", "skipped"
"""Outcomes of a record; any other outcome is the code of its rejection."""


def messy_records(count: int, *, seed: int = 1, changed_percent: float = 0) -> Iterator[tuple[bytes, str]]:
    """`count` records after a header: each as a line, with its outcome on an empty catalogue."""
    kinds = chain(RARE, cycle(KINDS))
    previous = None
    for index, product in enumerate(sample_products(count, seed=seed, changed_percent=changed_percent), start=1):
        if index % MESSY_EVERY or previous is None:
            previous = product
            yield csv_line(product), CREATED
        else:
            outcome, spoil = next(kinds)
            spoilt = spoil(previous if outcome == SUPERSEDED else product)
            yield csv_line(spoilt) if isinstance(spoilt, SampleProduct) else spoilt + b"\n", outcome


def _text(pattern: str) -> Callable[[SampleProduct], bytes]:
    """A hand-written record, whose name has no characters with a meaning in CSV."""
    return lambda product: pattern.format(
        **product._replace(name=product.name.replace('"', "").replace(",", ""))._asdict()
    ).encode()


def _with(**patterns: str) -> Callable[[SampleProduct], SampleProduct]:
    """The product with other cells."""
    return lambda product: product._replace(
        **{field: pattern.format(**product._asdict()) for field, pattern in patterns.items()}
    )


_Kind = tuple[str, Callable[[SampleProduct], SampleProduct | bytes]]

# These come first and once, because they are large.
RARE: tuple[_Kind, ...] = (
    ("description_too_long", _with(description="long " * 13_200)),
    ("record_too_long", _with(description="longer " * 300_000)),
)

KINDS: tuple[_Kind, ...] = (
    (CREATED, _with(price="€{price}")),
    (CREATED, _with(price="{price} EUR")),
    (CREATED, _with(sku="  {sku} ", name="\u00a0{name} ", active=" YES ")),
    (CREATED, _with(sku="'{sku}")),
    (CREATED, _with(sku="'{sku}'", active="WAHR")),
    (CREATED, _with(sku='="{sku}"')),
    (CREATED, _with(sku="{sku}\u200b")),
    (CREATED, _with(description="In two\nparagraphs.\n\nAnd a third.")),
    (CREATED, _text('{sku},{name} 12" long,,+{price},0')),
    (CREATED, _text(' {sku} , "{name}" ,,{price}00,off')),
    (SUPERSEDED, _with(price="1.00")),
    (SUPERSEDED, lambda product: product._replace(sku=f" {product.sku.lower()} ")),
    (SKIPPED, _text("")),
    (SKIPPED, _text(",,,,")),
    (SKIPPED, _text(FIELDS.header)),
    ("missing_sku", _with(sku=" ")),
    ("sku_too_long", _with(sku="{sku}" + "-0" * 130)),
    ("sku_control_character", _with(sku="{sku}\t{sku}")),
    ("sku_spreadsheet_damage", _with(sku="4.05E+12")),
    ("missing_name", _with(name=" ")),
    ("name_too_long", _with(name="{name}" + " and more" * 60)),
    ("name_spreadsheet_damage", _with(name="#REF!")),
    ("name_control_character", _with(name="{name}\a")),
    ("description_spreadsheet_damage", _with(description="#N/A")),
    ("description_control_character", _with(description="{description}\x1b")),
    ("missing_price", _with(price="")),
    ("price_invalid", _with(price="{price}O")),
    ("price_spreadsheet_damage", _with(price="#BEZUG!")),
    ("price_negative", _with(price="-{price}")),
    ("price_decimals", _with(price="{price}55")),
    ("price_too_large", _with(price="10000000000.00")),
    ("price_format_conflict", _text('{sku},{name},,"12,50",{active}')),
    ("price_currency_mismatch", _with(price="${price}")),
    ("active_invalid", _with(active="perhaps")),
    ("active_spreadsheet_damage", _with(active="#NAME?")),
    ("too_many_cells", _text("{sku},{name},,{price},{active},surplus")),
    ("too_few_cells", _text("{sku},{name},{price}")),
    ("bad_quote", _text('{sku},"{name}" again,,{price},{active}')),
    ("unclosed_quote", _text('{sku},"{name},,{price},{active}')),
    ("nul_byte", _text("{sku},{name}\0,,{price},{active}")),
    ("invalid_encoding", lambda product: f"{product.sku},Caf".encode() + b"\xe9,,5.00,true"),
)
