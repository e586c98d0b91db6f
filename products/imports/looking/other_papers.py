"""Whether a file is about something else than products: customers, orders, invoices, movements of stock. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from products.fields.cells import shorten
from products.fields.header_parts import means_only
from products.fields.header_senses import rating
from products.imports.looking.column import Column
from products.imports.looking.values import NUMBERS

_PEOPLE = frozenset({"person", "address", "customer"})
_PAPERS = frozenset({"document", "ledger", "movement"})
_TELLING = 0.8
_A_PRICE, _HALF = 0.65, 0.5
_SHOWN = 3


def question_about(columns: Sequence[Column]) -> str | None:
    """What to ask where several columns are about people or papers; None of a file that may well hold products.

    A column that says *price* speaks for products, unless each row has its date, customer and paper beside it.
    """
    filled = [column for column in columns if column.filled]
    people = [column for column in filled if _is_about(column, _PEOPLE) or _has_addresses(column)]
    papers = [column for column in filled if _is_about(column, _PAPERS)]
    dates = [column for column in filled if column.kind == "date" and column.share_filled >= _TELLING]
    said = len(people) + len(papers) + bool(dates and papers)
    has_price = any(rating("price", column.said) >= _A_PRICE and column.share_of(*NUMBERS) > _HALF for column in filled)
    least = _TOO_MANY if has_price else _SEVERAL
    if said < least or (has_price and not (people and papers and dates)):
        return None
    what = "orders, invoices or other papers" if len(papers) >= len(people) else "customers or suppliers"
    names = ", ".join(f"“{shorten(column.header.strip())}”" for column in [*papers, *people][:_SHOWN])
    return f"The file seems to hold {what} rather than products: {names}. If it holds products, which column is what?"


_SEVERAL, _TOO_MANY = 2, 4
"""Columns about something else: so many tell, without and with a column of prices."""


def _is_about(column: Column, senses: frozenset[str]) -> bool:
    return means_only(column.said, senses)


def _has_addresses(column: Column) -> bool:
    """Of mail."""
    return sum("@" in text and " " not in text for text in column.samples) >= max(1, len(column.samples) * _TELLING)
