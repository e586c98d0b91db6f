"""Whether a file is about something else than products: customers, orders, invoices, movements of stock. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from products.fields.cells import shorten
from products.fields.header_parts import means, means_only
from products.fields.header_senses import rating
from products.imports.looking.column import Column
from products.imports.looking.values import NUMBERS

_PEOPLE = frozenset({"person", "address", "customer"})
_OF_PRODUCTS = ("maker", "supplier", "measure")
_PAPERS = frozenset({"document", "ledger", "movement"})
_PARENTS = frozenset({"group", "parent"})
_BUYERS, _ADDRESSES = frozenset({"customer"}), frozenset({"address"})
_WORDS = frozenset({"text", "long_text"})
_OF_ITEMS = ("item", "sku", "stock", "barcode", "maker", "model", "unit", "measure", "pack")
_SIGNS = (*_OF_ITEMS, "price", "cost", "dealer")
"""What headers say of products, be it only which sizes they have."""
_SUMS = frozenset({"ledger"})
"""Which lists of stock with prices have too."""
_TELLING = 0.8
_A_PRICE, _HALF = 0.65, 0.5
_A_CODE, _A_NAME = 0.6, 0.85
_SEVERAL, _MANY = 2, 4
"""Columns about something else: so many tell. With a column of prices they are more, and each row has its date."""
_SHOWN = 3
_NO_SIGNS = "Nothing in this file speaks of products: no prices, no codes. If it holds products, which column is what?"


def question_about(columns: Sequence[Column], *, is_certain: bool = False) -> str | None:
    """What to ask where several columns are about people, papers or groups; None of a file that may hold products.

    `is_certain`: its headers name our fields beyond doubt, so that more must speak for something else.
    """
    filled = [column for column in columns if column.filled]
    dates = [column for column in filled if column.kind == "date" and column.share_filled >= _TELLING]
    has_price = any(map(_is_price, filled))
    said_of_people = filled if has_price else columns
    people = [column for column in said_of_people if _is_about_people(column.said) or _has_addresses(column)]
    said_in_words = [column.said for column in filled if column.kind in _WORDS]
    if has_price and are_about_people(said_in_words, has_price=True):
        return _question("orders, invoices or other papers", people)
    papers = [column for column in filled if means_only(column.said, _PAPERS) and column not in people]
    if has_price and not people and all(means_only(column.said, _SUMS) for column in papers):
        papers = []
    said = len(people) + len(papers) + bool(dates and papers)
    if said >= (_MANY if is_certain else _SEVERAL) and (not has_price or (papers and dates and said > _SEVERAL)):
        what = "orders, invoices or other papers" if len(papers) >= len(people) else "customers or suppliers"
        return _question(what, [*papers, *people])
    groups = [column for column in filled if _is_of_groups(column)]
    names_products = any(rating("sku", each.said) >= _A_CODE or _has_names(each) for each in filled)
    is_sorted = len(groups) > 1 and not has_price and not names_products
    parents = [column for column in filled if means(column.said, "parent") and means_only(column.said, _PARENTS)]
    is_tree = bool(parents) and not has_price and not any(_says_product(column, _OF_ITEMS) for column in filled)
    return _question("categories", parents or groups) if (is_sorted or is_tree) and not is_certain else None


def question_without_signs(columns: Sequence[Column], *, has_codes: bool) -> str | None:
    """What to ask of a file without prices that says nothing of products; None if some column does.

    `has_codes`: its key is no name. Without names of columns it may be a list of people with numbers even so.
    """
    people = [] if any(column.said for column in columns) else [*filter(_has_addresses, columns)]
    if people:
        return _question("customers or suppliers", people)
    if has_codes or any(column.filled and _says_product(column, _SIGNS) for column in columns):
        return None
    return _NO_SIGNS


def are_about_people(headers: Iterable[str], *, has_price: bool) -> bool:
    """Whether so many columns are about people that the file is no list of products, whatever else it has.

    `has_price`: then they say who bought something and where they live, as only orders do.
    """
    people = [*filter(_is_about_people, headers)]
    if not has_price:
        return len(people) > _SEVERAL
    names_places = any(means_only(header, _ADDRESSES) for header in people)
    return len(people) > _SEVERAL and names_places and any(means_only(header, _BUYERS) for header in people)


def _is_about_people(header: str) -> bool:
    """Whether it says so of others than those who make or supply a product."""
    return means_only(header, _PEOPLE) and not any(means(header, sense) for sense in _OF_PRODUCTS)


def _question(what: str, columns: Sequence[Column]) -> str:
    names = ", ".join(f"“{shorten(column.header.strip()) or column.letter}”" for column in columns[:_SHOWN])
    return f"The file seems to hold {what} rather than products: {names}. If it holds products, which column is what?"


def _is_price(column: Column) -> bool:
    """Zeros are prices, too: a list for a till may have no others."""
    return rating("price", column.said) >= _A_PRICE and column.share_of(*NUMBERS, "boolean") > _HALF


def _is_of_groups(column: Column) -> bool:
    """Whether it names the groups themselves."""
    return means(column.said, "group") and any(means(column.said, sense) for sense in ("code", "id", "name"))


def _says_product(column: Column, signs: Sequence[str]) -> bool:
    return column.kind == "barcode" or any(means(column.said, sign) for sign in signs)


def _has_names(column: Column) -> bool:
    """Whether it names something else than groups, each once."""
    return rating("name", column.said) >= _A_NAME and column.share_unique >= 1 and not _is_of_groups(column)


def _has_addresses(column: Column) -> bool:
    """Of mail."""
    return sum("@" in text and " " not in text for text in column.samples) >= max(1, len(column.samples) * _TELLING)
