"""All kinds of damage by name, and files that have one or two of them."""

from random import Random

from tests.corpus import delimiters, headers, quotes, whole_files
from tests.corpus.sheet import Damage, Sheet, sound
from tests.corpus.shops import Shop

KINDS: dict[str, Damage] = whole_files.KINDS | delimiters.KINDS | quotes.KINDS | headers.KINDS

OF_HEADERS = frozenset(headers.KINDS) | {"delimiter lost in the header", "delimiter added in the header"}
"""Two of these can leave a header that says something else."""
ALONE = frozenset(
    {
        *("nothing", "all rows short", "all rows long, filled", "encoded twice", "UTF-16"),
        *("nameless cell and rows as long", "delimiter lost and added in a row", "no quotes in the file"),
    }
)
"""What these leave does not show what else has happened, or is two damages already."""


def damaged(shop: Shop, kinds: tuple[str, ...], seed: int, *, rows: int = 40) -> Sheet:
    """The shop's file with this damage, the same for the same seed."""
    chance = Random(f"{shop.name} {kinds} {seed}")
    sheet = sound(shop, chance, rows)
    for kind in kinds:
        if len(sheet.header) > 1:  # nothing of it is left to be damaged else
            KINDS[kind](sheet, chance)
    return sheet
