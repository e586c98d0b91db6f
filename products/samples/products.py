"""Any number of sample products, the same for the same seed."""

from collections import namedtuple
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Self

from products.fields.registry import FIELDS
from products.samples.vocabulary import ADJECTIVES, BRANDS, CLOSINGS, COLOURS, SHELVES

_Cells = namedtuple("_Cells", FIELDS.keys, defaults=[""] * len(FIELDS.keys))  # type: ignore[misc]  # keys vary


class SampleProduct(_Cells):
    """The cells of one row, by the keys of the fields. Fields that samples know nothing of are blank."""

    __slots__ = ()

    if TYPE_CHECKING:  # what the keys are is known only when it runs

        def __new__(cls, *cells: str, **named: str) -> Self: ...

        def __getattr__(self, key: str) -> str: ...

        def __iter__(self) -> Iterator[str]: ...  # type: ignore[override]

        def _replace(self, **cells: str) -> Self: ...


def sample_products(count: int, *, seed: int = 1, changed_percent: float = 0) -> Iterator[SampleProduct]:
    """`count` products with different SKUs. A smaller count gives the beginning of a larger one.

    With `changed_percent` that share of the same products is changed, evenly spread: each has another price, every
    second one another name.
    """
    products = islice(_endless(Random(seed)), count)  # noqa: S311 - nothing secret about them
    changed = 0
    for index, product in enumerate(products, start=1):
        if int(index * changed_percent / 100) > changed:
            changed += 1
            yield _changed(product, renamed=changed % 2 == 0)
        else:
            yield product


def csv_line(product: SampleProduct) -> bytes:
    """The product as a line of a CSV file; `csv.writer` takes five times as long."""
    return (",".join([quoted(cell) for cell in product]) + "\n").encode()


def quoted(text: str) -> str:
    """The text as a cell: in quotes if it needs them."""
    if "," in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _endless(random: Random) -> Iterator[SampleProduct]:
    """Products block by block: choosing a thousand words at once is several times as fast as one at a time."""
    number = random.randrange(_NUMBERS)
    while True:
        for (prefix, things, details, descriptions), maker, price, active, dice in zip(
            random.choices(_SHELVES, k=_BLOCK),
            random.choices(_MAKERS, k=_BLOCK),
            random.choices(_PRICES, k=_BLOCK),
            random.choices(("true", "false"), (92, 8), k=_BLOCK),
            [random.getrandbits(48) for _ in range(_BLOCK)],
            strict=True,
        ):
            number = (number + _STEP) % _NUMBERS
            thing = things[(dice >> 32) % len(things)]
            detail = details[(dice >> 16 & 0xFFFF) % len(details)]
            description = descriptions[(dice & 0xFFFF) % len(descriptions)]
            yield SampleProduct(f"{prefix}-{number:08}", f"{maker} {thing}{detail}", description, price, active)


def _changed(product: SampleProduct, *, renamed: bool) -> SampleProduct:
    whole, _, cents = product.price.partition(".")
    name = f"New {product.name}" if renamed else product.name
    return product._replace(name=name, price=f"{int(whole) + 1}.{cents}")


_BLOCK = 1_000
_NUMBERS = 100_000_000
_STEP = 38_196_601
"""Coprime to the above, so that the numbers look random but never repeat."""

_MAKERS = [
    f"{brand}{adjective}"
    for brand in BRANDS
    for adjective in (*(f" {adjective}" for adjective in ADJECTIVES), *[""] * len(ADJECTIVES))
]

_SHELVES = [
    (
        shelf.prefix,
        [f"{material} {noun}" for material in shelf.materials for noun in shelf.nouns],
        [
            form.format(colour, size)
            for form in (" {0} {1}", " {0} {1}", " {0} {1}", ", {0}, {1}", " {0} ({1})", " {1}")
            for colour in COLOURS
            for size in shelf.sizes
        ],
        [feature + closing for feature in shelf.features for closing in CLOSINGS],
    )
    for shelf in SHELVES
]

_PRICES = [
    f"{whole}.{cents}"
    for whole in (*range(1, 50), *range(1, 50), *range(50, 100), *range(100, 500, 5))
    for cents in ("00", "50", "95", "99", f"{whole * 37 % 100:02}")
]
