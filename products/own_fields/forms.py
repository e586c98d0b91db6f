"""The form of an own field, and the one that asks before its values are erased."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget

from product_importer.lib.actor import Actor
from products.fields.headers import normalise
from products.fields.keys import LONGEST_KEY
from products.fields.models import OwnField
from products.fields.numbers import MOST_PLACES
from products.fields.own_kinds import Listing
from products.fields.own_settings import OWN_KINDS
from products.own_fields import actions, rules
from products.own_fields.conflicts import BETWEEN, Conflict, KeptField, choice_of, read, read_parts, written
from products.own_fields.merge import Parts, as_seen, flat, parts_of, with_mine
from products.own_fields.refusals import ChangedMeanwhile, InvalidField, Refusal
from products.own_fields.rules import kind_word

KINDS_IN_WORDS = {
    "text": "One line, such as a brand",
    "long_text": "Any text, such as care instructions",
    "integer": "A whole number, such as a stock",
    "decimal": "With decimals, such as a weight",
    "money": "An amount with two decimals",
    "boolean": "Yes or no",
    "date": "A day, such as 2026-12-31",
    "choice": "One of a few texts, such as a size",
    "list": "Several texts, such as tags",
    "url": "A web address",
    "barcode": "EAN, UPC, GTIN or ISBN",
}
SETTINGS = {
    "decimal": {"places": "places", "unit": "unit"},
    "money": {"negative": "negative"},
    "choice": {"choices": "choices", "synonyms": "choice_synonyms"},
    "list": {"separator": "separator"},
}
"""Kind → its settings, with the inputs for them."""

MARKS = ("required", "searchable", "sortable", "in_list", "told")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _paper(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


class FieldForm(forms.Form):
    """Takes everything that can be typed: what is wrong with it, the rules say, in one voice for all doors."""

    label = forms.CharField(label="Label", required=False, help_text="As people read it, such as Net weight.")
    key = forms.CharField(
        label="Key",
        required=False,
        help_text="As files and programs name it, such as net_weight. Empty: made from the label.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label="Kind",
        initial="text",
        choices=[(name, kind_word(name)) for name in OWN_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind."},
    )
    places = forms.IntegerField(
        label="Decimal places", required=False, initial=MOST_PLACES, help_text=f"At most, from 0 to {MOST_PLACES}."
    )
    unit = forms.CharField(
        label="Unit", required=False, help_text="Such as kg. It may stand behind a number in a file."
    )
    negative = forms.BooleanField(label="May be negative", required=False)
    choices = forms.CharField(label="Choices", required=False, widget=_paper(10), help_text="One per line.")
    choice_synonyms = forms.CharField(
        label="Other spellings",
        required=False,
        widget=_paper(10),
        help_text=f"One per line, such as Small {BETWEEN} S. Files may use them.",
    )
    separator = forms.CharField(
        label="Separator",
        required=False,
        initial=Listing.separator,
        help_text="Between the members in a file, such as | or a comma.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    required = forms.BooleanField(label="Required", required=False, help_text="New products need a value.")
    searchable = forms.BooleanField(label="Searchable", required=False, help_text="The search box finds it.")
    sortable = forms.BooleanField(
        label="Sortable", required=False, help_text="Lists can be sorted by it, and narrowed to a range."
    )
    in_list = forms.BooleanField(
        label="In lists", required=False, initial=True, help_text="Shown, unless a person chose other columns."
    )
    told = forms.BooleanField(label="In webhooks", required=False, initial=True, help_text="Events include its value.")
    synonyms = forms.CharField(
        label="Other headers",
        required=False,
        widget=_paper(4),
        help_text="Columns of files that mean this field, one per line. Case, accents and punctuation do not matter.",
    )
    seen = KeptField()
    """All parts as the form showed them."""
    asked = KeptField()
    """Of the parts that others changed too, what the person had written when the form asked."""

    def __init__(self, *args: Any, field: OwnField | None = None, products: int = 0, **options: Any) -> None:
        """`products`: how many have a value, so that the key and the kind of the field are fixed."""
        options["initial"] = _initial_of(field) | {"seen": written(parts_of(field))} if field else None
        super().__init__(*args, **options)
        self.field = field
        self.kept: list[str] = []
        """Parts, in words, that others changed meanwhile and that were saved as they wrote them."""
        self.is_fixed = products > 0
        self.products = products
        if self.is_fixed:
            self.fields["key"].disabled = self.fields["kind"].disabled = True
            self.fields["key"].help_text = ""

    @property
    def kinds(self) -> list[tuple[BoundWidget, str]]:
        """The choices of a kind, each with what it is for."""
        return [(choice, KINDS_IN_WORDS[str(choice.data["value"])]) for choice in self["kind"]]

    @property
    def settings(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The inputs for the settings of each kind; of a fixed one, only its own."""
        wanted = {self["kind"].value()} if self.is_fixed else SETTINGS.keys()
        return [(kind, [self[name] for name in SETTINGS[kind].values()]) for kind in SETTINGS if kind in wanted]

    @property
    def marks(self) -> list[forms.BoundField]:
        return [self[name] for name in MARKS]

    @property
    def conflicts(self) -> list[Conflict]:
        """Parts that others have changed too, for the person to decide, whatever else the form is refused for."""
        theirs = flat(read_parts(self.data.get("seen")) or {"settings": {}})
        return [
            Conflict(name, self._label(name), mine, theirs.get(name), self.data.get(choice_of(name)) == "theirs")
            for name, mine in read(self.data.get("asked")).items()
        ]

    def clean_choice_synonyms(self) -> dict[str, str]:
        found = {}
        for line in _lines(self.cleaned_data["choice_synonyms"]):
            spelling, between, choice = line.rpartition(BETWEEN)
            if not between or not spelling.strip():
                raise forms.ValidationError(f"“{line[:40]}” is not like Small {BETWEEN} S.")
            found[spelling.strip()] = choice.strip()
        return found

    def save(self, actor: Actor) -> OwnField | None:
        """Of a valid form. None: the rules refuse it, or there are `conflicts`, and the form says why."""
        try:
            if self.field:
                return self._change(self.field, actor)
            return actions.create(actor=actor, **self._parts)
        except InvalidField as error:
            for name, sentence in error.sentences.items():
                self._tell(name, sentence)
        except Refusal as error:
            self._tell(error.about, str(error))
        return None

    def _change(self, field: OwnField, actor: Actor) -> OwnField | None:
        seen = read_parts(self.cleaned_data["seen"])
        mine = self._mine(field, seen)
        try:
            saved = actions.change(field.key, actor=actor, seen=seen, **mine)
        except ChangedMeanwhile as refusal:
            self._ask(refusal, mine, seen or mine)
            return None
        told = flat(mine)
        self.kept = [self._label(name) for name, value in flat(parts_of(saved)).items() if value != told.get(name)]
        return saved

    def _mine(self, field: OwnField, seen: Parts | None) -> dict[str, Any]:
        """All parts as the person wants them, spelled as they are stored. Raises InvalidField."""
        wanted = OwnField(**self._parts)
        if wanted.kind == field.kind:
            wanted.settings = {**field.settings, **wanted.settings}
        rules.put_right(wanted)
        mine = parts_of(wanted)
        return as_seen(mine, self._given_up(mine), seen) if seen else mine

    def _given_up(self, mine: Parts) -> list[str]:
        """The parts where the person chose the other value, and wrote no third one after being asked."""
        asked, told = read(self.cleaned_data["asked"]), flat(mine)
        chosen = [name for name in asked if self.data.get(choice_of(name)) == "theirs"]
        return [name for name in chosen if told.get(name) == asked[name]]

    def _ask(self, refusal: ChangedMeanwhile, mine: Parts, seen: Parts) -> None:
        """Show what is stored now, with the person's own values where both sides wrote something.

        From now on what is stored now is what the person has seen.
        """
        self.field, told = refusal.field, flat(mine)
        shown = _initial_of(OwnField(**with_mine(refusal.field, mine, seen)))
        memory = {"seen": parts_of(refusal.field), "asked": {name: told.get(name) for name in refusal.both}}
        texts = {name: value for name, value in shown.items() if value not in (None, False)}
        self.data = texts | {name: written(value) for name, value in memory.items()}

    @property
    def _parts(self) -> dict[str, Any]:
        given = self.cleaned_data
        parts = {name: given[name] for name in ("label", "kind", *MARKS)}
        key = given["key"] or normalise(given["label"])[:LONGEST_KEY].strip("_")
        return parts | {"key": key, "settings": self._settings, "synonyms": _lines(given["synonyms"])}

    @property
    def _settings(self) -> dict[str, Any]:
        """Without what was left empty, and is as usual then. Only a unit may be none."""
        values = {name: self.cleaned_data[said] for name, said in SETTINGS.get(self.cleaned_data["kind"], {}).items()}
        if "choices" in values:
            values["choices"] = _lines(values["choices"])
        return {name: value for name, value in values.items() if value not in _AS_USUAL.get(name, ())}

    def _tell(self, name: str, sentence: str) -> None:
        place = _INPUTS.get(name, name)
        self.add_error(place if place in self.fields else None, sentence)

    def _label(self, part: str) -> str:
        place = _INPUTS.get(part, part)
        return str(self.fields[place].label) if place in self.fields else part


_INPUTS = {f"settings.{setting}": said for known in SETTINGS.values() for setting, said in known.items()}
"""Setting, as the rules call it → its input."""

_AS_USUAL: dict[str, tuple[object, ...]] = {"places": (None,), "separator": ("",)}
"""Setting → what its input says if nothing was typed."""


def _initial_of(field: OwnField) -> dict[str, Any]:
    known = {name: getattr(field, name) for name in ("key", "label", "kind", *MARKS)}
    settings = {said: field.settings.get(name) for name, said in SETTINGS.get(field.kind, {}).items()}
    if field.kind == "choice":
        others = field.settings.get("synonyms", {}).items()
        settings["choices"] = _written(field.settings.get("choices", ()))
        settings["choice_synonyms"] = _written(f"{spelling} {BETWEEN} {choice}" for spelling, choice in others)
    return known | settings | {"synonyms": _written(field.synonyms)}


def _written(lines: Iterable[str]) -> str:
    return "\n".join(lines)
