"""Which column of a file says whether a product is active, or that it is not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from product_importer.lib.text import unaccented
from products.fields.header_words import says_the_contrary
from products.imports.looking.column import Column
from products.imports.looking.keys import KEY_FILLED
from products.imports.looking.role import LIKELY, SURE, Role, best, called, certainty_of

_SAYS_ACTIVE = re.compile("acti|akti|ativ|atti|publi|draft|entwurf|enabled|disabled|live|archiv")


def active_of(columns: Sequence[Column], used: set[int]) -> Role | None:
    """`used`: the columns that are other fields."""

    def candidates() -> Iterable[tuple[float, Role]]:
        for index, column in enumerate(columns):
            if index in used or not column.filled or column.share_of("boolean") < KEY_FILLED:
                continue
            if says_the_contrary(column.said):
                yield 20, Role(index, LIKELY, f"{called(column)}, which says the contrary of active", contrary=True)
                continue
            certainty, rank = certainty_of("active", column.said)
            if certainty == SURE:
                yield 30 + rank, Role(index, SURE, called(column))
            elif certainty and all(_SAYS_ACTIVE.search(unaccented(text)) for text in column.samples):
                yield 10 + rank, Role(index, LIKELY, f"{called(column)}, and its words say so")

    return best(candidates())
