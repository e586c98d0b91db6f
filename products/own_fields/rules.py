"""Which fields there can be: what each must be like by itself, beside the others, and with the values that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from product_importer.lib.humanize import counted
from products.fields.asked import MOST_SORTABLE, RANGED, SEARCHABLE, SORTABLE
from products.fields.headers import normalise
from products.fields.keys import is_reserved, key_fault
from products.fields.kinds import Kind, text_fault
from products.fields.models import LONGEST_HEADER, LONGEST_LABEL, OwnField
from products.fields.own_kinds import Choice, DecimalNumber, Listing, OwnMoney
from products.fields.own_settings import InvalidSettings, own_kind, settings_of
from products.fields.registry import FIELDS
from products.fields.spelling import on_one_line
from products.own_fields import usage
from products.own_fields.refusals import (
    ChoiceInUse,
    FieldInUse,
    InvalidField,
    KeyReserved,
    KeyTaken,
    LabelTaken,
    SettingInUse,
    SynonymTaken,
    TooManySortable,
    having_a_value,
)
from products.search import own_filters
from products.search.own_filters import PREFIX

MOST_SYNONYMS = 200


def put_right(field: OwnField) -> None:
    """Spell the field's words and settings as they are stored. Raises InvalidField that names all that is wrong."""
    field.key = field.key.strip()
    field.label = on_one_line(field.label, longest=LONGEST_LABEL)
    field.synonyms = _without_repetition(field.synonyms)
    faults = dict(_faults(field))
    try:
        field.settings = settings_of(own_kind(field.kind, field.settings))
    except InvalidSettings as error:
        faults |= {_of_settings(name): sentence for name, sentence in error.sentences.items()}
    if faults:
        raise InvalidField(faults)


def check_beside(field: OwnField, before: OwnField | None, others: Sequence[OwnField]) -> None:
    """Whether it fits beside the others, archived ones too. `before`: what it was, if it is not new.

    What it had before is not called in question. Raises KeyReserved, KeyTaken, LabelTaken, SynonymTaken or
    TooManySortable.
    """
    if before is None or field.key != before.key:
        _check_key(field, others)
    _check_ranges(field, before, others)
    if before is None or field.label != before.label:
        _check_label(field, others)
    _check_synonyms(field, {*before.synonyms} if before else set(), others)
    if field.sortable and not (before and before.sortable):
        check_number_of_sortable(others)


def check_number_of_sortable(others: Sequence[OwnField]) -> None:
    """Whether there may be one more beside these."""
    if not is_room_for_sortable(others):
        raise TooManySortable(MOST_SORTABLE)


def is_room_for_sortable(others: Sequence[OwnField]) -> bool:
    """Archived ones do not count."""
    return sum(other.sortable and other.archived_at is None for other in others) < MOST_SORTABLE


def check_key_of_erased(erased: OwnField) -> None:
    """Whether nothing knows the key of an erased field any more. Raises KeyTaken."""
    was = f"The key {erased.key} belonged to a field that was erased,"
    if usage.number_with_value(erased.key) or usage.is_in_history(erased.key):
        raise KeyTaken(f"{was} and the history of products still has its values. Choose another key.")
    if usage.is_awaited(since=erased.erased_at):
        raise KeyTaken(f"{was} and an import from before that has not ended, or can be resumed. Choose another key.")


def check_values(field: OwnField, before: OwnField) -> None:
    """Whether the values that products have stay right. Raises FieldInUse, ChoiceInUse or SettingInUse."""
    for part in ("key", "kind"):
        if getattr(field, part) != getattr(before, part):
            _check_is_unused(before, part)
    if field.kind == before.kind and field.settings != before.settings:
        _check_settings(field.key, own_kind(field.kind, field.settings), own_kind(before.kind, before.settings))


def names_of(fields: Iterable[OwnField]) -> set[str]:
    """All headers that name one of the fields, as they are compared."""
    return {normalise(name) for field in fields for name in (field.key, field.label, *field.synonyms)}


def kind_word(kind: str) -> str:
    """A kind in sentences and lists."""
    return "URL" if kind == "url" else kind.replace("_", " ")


def _faults(field: OwnField) -> Iterator[tuple[str, str]]:
    if fault := key_fault(field.key):
        yield "key", fault
    if fault := _line_fault(field.label, "label", LONGEST_LABEL):
        yield "label", fault
    if fault := _synonyms_fault(field.synonyms):
        yield "synonyms", fault
    if field.sortable and field.kind not in SORTABLE:
        yield "sortable", f"Products cannot be sorted by a field of kind {kind_word(field.kind)}."
    if field.searchable and field.kind not in SEARCHABLE:
        yield "searchable", f"The search box finds texts, and a field of kind {kind_word(field.kind)} has none."


def _synonyms_fault(synonyms: Sequence[str]) -> str | None:
    if len(synonyms) > MOST_SYNONYMS:
        return f"There are {len(synonyms):,} synonyms; at most {MOST_SYNONYMS} are allowed."
    return next((fault for synonym in synonyms if (fault := _synonym_fault(synonym))), None)


def _synonym_fault(synonym: str) -> str | None:
    name = normalise(synonym)
    if fault := _line_fault(synonym, f"synonym “{synonym[:40]}”", LONGEST_HEADER):
        return fault
    if not name:
        return f"The synonym “{synonym[:40]}” has neither letters nor digits."
    return f"“{synonym[:40]}” already names something that every product has." if is_reserved(name) else None


def _line_fault(text: str, noun: str, longest: int) -> str | None:
    if not text:
        return f"Enter a {noun}."
    if len(text) > longest:
        return f"The {noun} has {len(text):,} characters; at most {longest} are allowed."
    return text_fault(text, noun)


def _without_repetition(synonyms: Iterable[str]) -> list[str]:
    """Without blank ones; of those that are compared as the same, the first."""
    found: dict[str, str] = {}
    for synonym in synonyms:
        if line := on_one_line(synonym, longest=LONGEST_HEADER):
            found.setdefault(normalise(line) or line, line)
    return [*found.values()]


def _check_key(field: OwnField, others: Sequence[OwnField]) -> None:
    if is_reserved(field.key):
        raise KeyReserved(field.key)
    for other in others:
        if field.key == other.key:
            raise KeyTaken(f"The key {field.key} belongs to {_named(other)}. Choose another one.")
        if field.key in {normalise(name) for name in (other.label, *other.synonyms)}:
            raise KeyTaken(f"{field.key} is a name of {_named(other)}. Choose another key.")


def _check_ranges(field: OwnField, before: OwnField | None, others: Sequence[OwnField]) -> None:
    """Whether no filter would mean both an end of one field's range and the values of another field."""
    known = _double_filters(before, others) if before else {}
    for name, (ranged, named) in _double_filters(field, others).items():
        if name not in known:
            meanings = f"an end of the range of {ranged.label}, and the values of {named.label}"
            raise KeyTaken(f"The filter {name} would mean two things: {meanings}. Choose another key.")


def _double_filters(field: OwnField, others: Sequence[OwnField]) -> dict[str, tuple[OwnField, OwnField]]:
    """The filters with two meanings → the field that has a range, and the one that is named like an end of it."""
    pairs = [pair for other in others for pair in ((field, other), (other, field))]
    return {
        f"{PREFIX}{named.key}": (ranged, named)
        for ranged, named in pairs
        if ranged.kind in RANGED and named.key in own_filters.ends_of(ranged.key).values()
    }


def _check_label(field: OwnField, others: Sequence[OwnField]) -> None:
    name = normalise(field.label)
    if field.label.casefold() in {each.label.casefold() for each in FIELDS}:
        raise LabelTaken(f"Every product has a field {field.label} already. Choose another label.")
    for other in others:
        if field.label.casefold() == other.label.casefold() or name in {other.key, *map(normalise, other.synonyms)}:
            raise LabelTaken(f"“{field.label}” is a name of {_named(other)}. Choose another label.")


def _check_synonyms(field: OwnField, known: set[str], others: Sequence[OwnField]) -> None:
    taken = {normalise(name): other for other in others for name in (other.key, other.label, *other.synonyms)}
    for synonym in field.synonyms:
        if synonym not in known and (other := taken.get(normalise(synonym))):
            raise SynonymTaken(f"“{synonym}” is a name of {_named(other)}. A header can name one field only.")


def _check_is_unused(before: OwnField, part: str) -> None:
    if number := usage.number_with_value(before.key):
        raise FieldInUse(part, f"{having_a_value(number)} in {before.label}.")
    if part == "key" and usage.is_in_history(before.key):
        raise FieldInUse(part, f"the history of products has values of {before.label}.")
    if usage.is_awaited():
        raise FieldInUse(part, "an import that has not ended, or can be resumed, may have read values for it.")


def _check_settings(key: str, kind: Kind, before: Kind) -> None:
    if isinstance(kind, Choice) and isinstance(before, Choice):
        removed = [choice for choice in before.choices if choice not in kind.choices]
        if in_use := usage.numbers_with_choice(key, removed) if removed else {}:
            raise ChoiceInUse(in_use)
    elif isinstance(kind, Listing):
        if number := usage.number_with_part_of_member(key, kind.separator):
            raise SettingInUse("separator", f"{counted(number, 'product')} with “{kind.separator}” inside a member.")
    elif isinstance(kind, DecimalNumber) and isinstance(before, DecimalNumber) and kind.places < before.places:
        if number := usage.number_with_text(key, rf"-?\d+\.\d{{{kind.places + 1},}}"):
            raise SettingInUse("places", f"{counted(number, 'product')} with more than {kind.places} places.")
    elif isinstance(kind, OwnMoney) and not kind.negative and (number := usage.number_with_text(key, "-.*")):
        raise SettingInUse("negative", f"{counted(number, 'product')} with an amount below zero.")


def _named(other: OwnField) -> str:
    return f"the field {other.label}" + (" in the archive" if other.archived_at else "")


def _of_settings(name: str) -> str:
    return name if name == "kind" else f"settings.{name}"
