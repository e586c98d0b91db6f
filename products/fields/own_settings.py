"""The settings of an own field, as a manager or a program writes them → its kind, or what is wrong with them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from products.fields.kinds import Boolean, Kind, KindName, LongText, Text
from products.fields.numbers import MOST_PLACES
from products.fields.own_kind import line_flaw
from products.fields.own_kinds import (
    LONGEST_LINE,
    Barcode,
    Choice,
    Date,
    DecimalNumber,
    Integer,
    Listing,
    OwnMoney,
    Url,
)
from products.fields.spelling import on_one_line

MOST_CHOICES = 1_000
LONGEST_UNIT = 20
LONGEST_SEPARATOR = 3

Settings: TypeAlias = Mapping[str, object]


class InvalidSettings(Exception):
    """Setting → the sentence that says what is wrong with it."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = sentences


def own_kind(name: str, settings: Settings) -> Kind:
    """The kind of this name with these settings; what is not said is as usual. Raises InvalidSettings."""
    if name not in _KINDS:
        raise InvalidSettings({"kind": f"There is no kind “{name[:40]}”. There are: {', '.join(_KINDS)}."})
    known, make = _KINDS[name]
    if unknown := [key for key in settings if key not in known]:
        has = f"has only {' and '.join(known)}" if known else "has no settings"
        raise InvalidSettings({unknown[0]: f"A field of kind {name} {has}."})
    return make(settings)


def bare_kind(name: str) -> Kind:
    """The kind of this name where its settings do not matter, since nothing is read or checked by it."""
    return Choice() if name == "choice" else own_kind(name, {})


def settings_of(kind: Kind) -> dict[str, object]:
    """The settings of a kind, all of them, as they are stored."""
    if isinstance(kind, DecimalNumber):
        return {"places": kind.places, "unit": kind.unit}
    if isinstance(kind, OwnMoney):
        return {"negative": kind.negative}
    if isinstance(kind, Choice):
        return {"choices": [*kind.choices], "synonyms": dict(kind.synonyms)}
    return {"separator": kind.separator} if isinstance(kind, Listing) else {}


def _decimal(settings: Settings) -> Kind:
    places, unit = settings.get("places", MOST_PLACES), settings.get("unit", "")
    if not isinstance(places, int) or isinstance(places, bool) or not 0 <= places <= MOST_PLACES:
        raise InvalidSettings({"places": f"The places must be a whole number from 0 to {MOST_PLACES}."})
    if not isinstance(unit, str) or len(unit.strip()) > LONGEST_UNIT or not _is_printed(unit, _UNIT):
        what = f"The unit must be a text of at most {LONGEST_UNIT} characters without digits, points and commas."
        raise InvalidSettings({"unit": what})
    return DecimalNumber(places=places, unit=unit.strip())


def _money(settings: Settings) -> Kind:
    negative = settings.get("negative", False)
    if not isinstance(negative, bool):
        raise InvalidSettings({"negative": "Whether it may be negative must be true or false."})
    return OwnMoney(negative=negative)


def _choice(settings: Settings) -> Kind:
    choices = _choices(settings.get("choices"))
    synonyms = settings.get("synonyms", {})
    if not isinstance(synonyms, Mapping) or not all(isinstance(spelling, str) for spelling in synonyms):
        raise InvalidSettings({"synonyms": "The synonyms must be an object: other spelling → choice."})
    own = {choice.casefold(): choice for choice in choices}
    found = []
    for spelling, choice in synonyms.items():
        if choice not in choices:
            raise InvalidSettings({"synonyms": f"“{spelling[:40]}” stands for none of the choices."})
        line = on_one_line(spelling, longest=LONGEST_LINE)
        if not line or len(line) > LONGEST_LINE or line_flaw(line):
            what = f"A synonym must be a text of at most {LONGEST_LINE} characters; “{line[:40]}” is none."
            raise InvalidSettings({"synonyms": what})
        if own.get(line.casefold(), choice) != choice:
            raise InvalidSettings({"synonyms": f"“{spelling[:40]}” is a choice itself."})
        found.append((line, choice))
    return Choice(choices=choices, synonyms=tuple(found))


def _choices(given: object) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not given or not all(isinstance(choice, str) for choice in given):
        raise InvalidSettings({"choices": "The choices must be a list of texts, at least one."})
    if len(given) > MOST_CHOICES:
        raise InvalidSettings({"choices": f"There are {len(given):,} choices; at most {MOST_CHOICES:,} are allowed."})
    choices = tuple(on_one_line(choice, longest=LONGEST_LINE) for choice in given)
    for choice in choices:
        if not choice or len(choice) > LONGEST_LINE or line_flaw(choice):
            what = f"A choice must be a text of at most {LONGEST_LINE} characters; “{choice[:40]}” is none."
            raise InvalidSettings({"choices": what})
    if len({choice.casefold() for choice in choices}) < len(choices):
        raise InvalidSettings({"choices": "Two of the choices are the same."})
    return choices


def _listing(settings: Settings) -> Kind:
    separator = settings.get("separator", Listing.separator)
    if not isinstance(separator, str) or not _is_printed(separator, _SEPARATOR):
        what = f"The separator must be one to {LONGEST_SEPARATOR} characters, but no letter, digit, space or quote."
        raise InvalidSettings({"separator": what})
    return Listing(separator=separator)


def _is_printed(text: str, pattern: re.Pattern[str]) -> bool:
    return text.isprintable() and pattern.fullmatch(text) is not None


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Settings], Kind]]] = {
    "text": ((), lambda _: Text()),
    "long_text": ((), lambda _: LongText()),
    "integer": ((), lambda _: Integer()),
    "decimal": (("places", "unit"), _decimal),
    "money": (("negative",), _money),
    "boolean": ((), lambda _: Boolean()),
    "date": ((), lambda _: Date()),
    "choice": (("choices", "synonyms"), _choice),
    "list": (("separator",), _listing),
    "url": ((), lambda _: Url()),
    "barcode": ((), lambda _: Barcode()),
}
"""Name → its settings, and what makes the kind of them."""

OWN_KINDS: tuple[KindName, ...] = tuple(_KINDS)  # type: ignore[arg-type]  # a test compares them
_SEPARATOR = re.compile(rf"[^\w\s'\"]{{1,{LONGEST_SEPARATOR}}}")
_UNIT = re.compile(r"[^0-9.,]*")
