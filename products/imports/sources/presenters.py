"""Sources as the pages and the API show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from products.fields.models import current_fields
from products.imports.belts.limits import LIMITS
from products.imports.forms import (
    BLANK_CELLS,
    CHANGES,
    MISSING_PRODUCTS,
    PIN,
    PIN_EDITS_LABEL,
    PINNED_EDITS,
    PINNED_VALUES,
    PINS_LABEL,
    SAME_SKU,
    WITHOUT_PRICE,
)
from products.imports.models import Source
from products.imports.recipes import InvalidRecipe, parse
from products.imports.recipes.wording import all_in_words, in_words
from products.imports.source_models import POLICIES
from products.imports.sources import arrival
from products.imports.sources.arrival import Arrival, arrivals
from products.imports.sources.history import Files, files_of
from products.imports.sources.policies import KEEP
from products.jobs.progress import rfc3339

AS_USUAL = "as for any import"
_POLICIES = {
    "mode": "Changes",
    "on_blank": "Blank cells",
    "duplicates": "The same SKU in several rows",
    "new_without_price": "New products with an empty price",
}
_STATES = {
    "pending": "queued",
    "processing": "importing",
    "awaiting_mapping": "asks about its columns",
    "completed": "imported",
    "failed": "failed",
    "cancelled": "cancelled",
}


@dataclass(frozen=True)
class Card:
    """One source in the list."""

    source: Source
    files: Files
    arrival: Arrival

    @property
    def state(self) -> str:
        """What became of its last file."""
        return _STATES.get(self.files.last.status, self.files.last.status) if self.files.last else "no file yet"


def cards(sources: Iterable[Source]) -> list[Card]:
    found = [*sources]
    ids = [each.pk for each in found]
    files, coming = files_of(ids), arrivals(ids)
    return [Card(each, files[each.pk], coming[each.pk]) for each in found]


def policies_in_words(source: Source) -> list[tuple[str, str]]:
    """What it settles, and what it leaves to the upload."""
    choices = {"mode": CHANGES, "on_blank": BLANK_CELLS, "duplicates": SAME_SKU, "new_without_price": WITHOUT_PRICE}
    return [(_POLICIES[name], dict(choices[name]).get(getattr(source, name), AS_USUAL)) for name in POLICIES]


def missing_in_words(source: Source) -> str:
    """What becomes of products that are not in its file."""
    return dict(MISSING_PRODUCTS)[source.missing or KEEP]


def pins_in_words(source: Source) -> list[tuple[str, str]]:
    """What its files do to pinned values, and what is pinned when people edit its products."""
    kept = dict(PINNED_VALUES)[source.pins or KEEP]
    return [(PINS_LABEL, kept), (PIN_EDITS_LABEL, dict(PINNED_EDITS)[PIN if source.pin_edits else ""])]


def limits_in_words(source: Source) -> list[tuple[str, str]]:
    """The limits of seat belts that are its own."""
    return [(limit.label, f"{source.belts[limit.name]:,}") for limit in LIMITS if limit.name in source.belts]


def recipe_in_words(source: Source) -> list[tuple[str, str]]:
    """How the file is written, what each field is taken from, and the rules for rows; empty if nobody can read it."""
    fields = current_fields()
    try:
        recipe = parse(source.recipe, fields, gone=True)
    except InvalidRecipe:
        return []
    labels = {field.key: field.label for field in fields}
    file = [(part.name, part.words) for part in all_in_words(recipe) if part.path.startswith("file.")]
    said = [(labels.get(key, key), in_words(each) or "no column") for key, each in recipe.fields]
    rules = [f"rows where {rule} are left out" for rule in recipe.rows.skip]
    rules += [f"{', '.join(recipe.rows.fill_down)} filled from the rows above"] if recipe.rows.fill_down else []
    kinds = [f"rows where {kind.when} are read in a way of their own" for kind in recipe.kinds]
    return file + said + ([("Rows", "; ".join([*rules, *kinds]))] if rules or kinds else [])


def described(card: Card) -> dict[str, Any]:
    """As the API tells it."""
    source, last = card.source, card.files.last
    return {
        "id": source.pk,
        "name": source.name,
        "recipe": source.recipe,
        "mode": source.mode or None,
        "on_blank": source.on_blank or None,
        "duplicates": source.duplicates or None,
        "new_without_price": source.new_without_price or None,
        "missing": source.missing or KEEP,
        "pins": source.pins or KEEP,
        "pin_edits": source.pin_edits,
        "belts": source.belts,
        "header_sets": source.header_sets,
        "version": source.version,
        "created_by": source.created_by.get_username() if source.created_by else None,
        "created_at": rfc3339(source.created_at),
        "updated_by": source.updated_by.get_username() if source.updated_by else None,
        "updated_at": rfc3339(source.updated_at),
        "last_import": last and {"id": last.pk, "status": last.status, "total_rows": last.total_rows},
        "fetch": arrival.described(card.arrival),
        "page_url": source.get_absolute_url(),
    }
