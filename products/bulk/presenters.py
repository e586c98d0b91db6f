"""Bulk work in words: what is asked before it, and what is said after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html

from product_importer.lib.humanize import counted
from products.bulk import wording
from products.bulk.actions import BulkOutcome
from products.bulk.edit_form import EditForm
from products.fields.edits import Edit
from products.fields.models import current_fields
from products.jobs.links import products_edited
from products.models import Product
from products.search.query import Selection

FIRST = 5
"""Products that a question names."""
_AND_NOW = '{} Open <a href="{}">{}</a>, or <a href="{}">undo this</a>.'


@dataclass(frozen=True)
class Question:
    """Asked before many products are changed, or any number deleted."""

    action: str
    number: int
    already: int
    """Of them that are what they are to become, as far as that is counted."""
    first: Sequence[Product]
    announcement: Sequence[str] = ()
    """What an edit is going to do."""
    sent: Sequence[tuple[str, str]] = ()
    """What else is to be sent with the answer."""

    @property
    def more(self) -> int:
        return self.number - len(self.first)

    @property
    def verb(self) -> str:
        return "Change" if self.is_edit else self.action.capitalize()

    @property
    def state(self) -> str:
        return "inactive" if self.action == "deactivate" else "active"

    @property
    def is_deletion(self) -> bool:
        return self.action == "delete"

    @property
    def is_edit(self) -> bool:
        return self.action == "edit"


def question(action: str, selection: Selection, number: int) -> Question:
    products = selection.products()
    already = 0 if action == "delete" else products.filter(active=action == "activate").count()
    return Question(action, number, already, _first(selection))


def question_of_edit(form: EditForm, selection: Selection, number: int) -> Question:
    """`form`: a valid one."""
    announcement = wording.announcement(form.edit, form.snapshot)
    return Question("edit", number, 0, _first(selection), announcement, form.sent)


def changed(outcome: BulkOutcome, selection: Selection, edit: Edit, *, since: datetime) -> str:
    """The sentence after products were edited at once, with where to see them."""
    given = selection.filter.given if selection.filter else {}
    url = products_edited(edit.keys, given, active=edit.active, since=since)
    if edit.only_active is not None:
        return _made_active(outcome, url, active=edit.only_active)
    return _edited(outcome, url, edit)


def _made_active(outcome: BulkOutcome, url: str, *, active: bool) -> str:
    state = "active" if active else "inactive"
    number = outcome.matched
    if not outcome.changed:
        return f"Nothing changed: {number:,} {_be(number)} already {state}."
    before = number - outcome.changed
    already = f" ({before:,} already {'was' if before == 1 else 'were'})" if before else ""
    said = f"{number:,} {_be(number)} now {state}{already}."
    return format_html(_AND_NOW, said, url, _that_changed(outcome), _undo_page(outcome))


def _edited(outcome: BulkOutcome, url: str, edit: Edit) -> str:
    number = outcome.matched
    if not outcome.changed:
        return f"Nothing changed: {number:,} {_be(number)} like that already."
    before = number - outcome.changed
    already = f" ({before:,} already {'was' if before == 1 else 'were'} like that)" if before else ""
    if not edit.keys:
        return f"{wording.title(edit, current_fields())}: {counted(outcome.changed, 'product')} changed{already}."
    said = f"{wording.title(edit, current_fields())}: {counted(outcome.changed, 'product')} changed{already}."
    return format_html(_AND_NOW, said, url, _that_changed(outcome), _undo_page(outcome))


def deleted(outcome: BulkOutcome) -> str:
    """The sentence after products were deleted at once."""
    were = "was" if outcome.matched == 1 else "were"
    undo = format_html(' <a href="{}">Undo</a>', _undo_page(outcome)) if outcome.record else ""
    return format_html("{} {} deleted.{}", counted(outcome.matched, "product"), were, undo)


def _undo_page(outcome: BulkOutcome) -> str:
    return reverse("imports:undo", args=[outcome.record.id]) if outcome.record else ""


def _that_changed(outcome: BulkOutcome) -> str:
    return "the one that changed" if outcome.changed == 1 else f"the {outcome.changed:,} that changed"


def _first(selection: Selection) -> list[Product]:
    return list(selection.products().in_sku_order().only("sku", "name")[:FIRST])


def _be(number: int) -> str:
    return "product is" if number == 1 else "products are"
