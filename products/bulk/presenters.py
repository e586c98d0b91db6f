"""Bulk work in words: what is asked before it, and what is said after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html

from products.bulk.actions import BulkOutcome
from products.jobs.links import products_set_to
from products.models import Product
from products.search.query import Selection

FIRST = 5
"""Products that a question names."""


@dataclass(frozen=True)
class Question:
    """Asked before many products are changed, or any number deleted."""

    action: str
    number: int
    already: int
    """Of them that are what they are to become."""
    first: Sequence[Product]

    @property
    def more(self) -> int:
        return self.number - len(self.first)

    @property
    def verb(self) -> str:
        return self.action.capitalize()

    @property
    def opposite(self) -> str:
        return "activate" if self.action == "deactivate" else "deactivate"

    @property
    def state(self) -> str:
        return "inactive" if self.action == "deactivate" else "active"

    @property
    def is_deletion(self) -> bool:
        return self.action == "delete"


def question(action: str, selection: Selection, number: int) -> Question:
    products = selection.products()
    already = 0 if action == "delete" else products.filter(active=action == "activate").count()
    first = products.in_sku_order().only("sku", "name")[:FIRST]
    return Question(action, number, already, list(first))


def changed(outcome: BulkOutcome, selection: Selection, *, active: bool, since: datetime) -> str:
    """The sentence after products were made active or inactive at once, with the way back."""
    state = "active" if active else "inactive"
    number = outcome.matched
    if not outcome.changed:
        return f"Nothing changed: {number:,} {_be(number)} already {state}."
    url = products_set_to(active, selection.filter.given if selection.filter else {}, since=since)
    before = number - outcome.changed
    already = f" ({before:,} already {'was' if before == 1 else 'were'})" if before else ""
    return format_html(
        '{} {} now {}{}. To undo this, {} <a href="{}">{}</a>.',
        f"{number:,}",
        _be(number),
        state,
        already,
        "deactivate" if active else "activate",
        url,
        "the one that changed" if outcome.changed == 1 else f"the {outcome.changed:,} that changed",
    )


def _be(number: int) -> str:
    return "product is" if number == 1 else "products are"
