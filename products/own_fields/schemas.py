"""The shapes that the routes of own fields take and answer with, as the API's description shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from products.fields.asked import SEARCHABLE, SORTABLE
from products.fields.keys import KEY_PATTERN, LONGEST_KEY
from products.fields.models import LONGEST_HEADER, LONGEST_LABEL
from products.fields.numbers import MOST_PLACES
from products.fields.own_kinds import LONGEST_LINE, Listing
from products.fields.own_settings import LONGEST_SEPARATOR, LONGEST_UNIT, MOST_CHOICES, OWN_KINDS
from products.fields.typed import MOST_TYPED
from products.jobs.schemas import Number
from products.own_fields.merge import version_of
from products.own_fields.presenters import Shown
from products.own_fields.rules import MOST_SYNONYMS


class _Settings(BaseModel):
    """Described only: `own_settings` is what checks them, with sentences of our own."""

    model_config = ConfigDict(extra="forbid")


class DecimalSettings(_Settings):
    """Of a field of kind `decimal`."""

    places: int = Field(MOST_PLACES, ge=0, le=MOST_PLACES, description="Decimal places, at most.")
    unit: str = Field("", max_length=LONGEST_UNIT, description="May stand behind a number in a file, such as `kg`.")


class MoneySettings(_Settings):
    """Of a field of kind `money`."""

    negative: bool = Field(False, description="Whether an amount may be negative.")


class ChoiceSettings(_Settings):
    """Of a field of kind `choice`."""

    choices: list[Annotated[str, Field(max_length=LONGEST_LINE)]] = Field(min_length=1, max_length=MOST_CHOICES)
    synonyms: dict[str, str] = Field({}, description="Another spelling in a file → the choice that it means.")


class ListSettings(_Settings):
    """Of a field of kind `list`."""

    separator: str = Field(Listing.separator, max_length=LONGEST_SEPARATOR, description="Between members, in files.")


class NoSettings(_Settings):
    """Of a field of any other kind."""


_BY_KIND = (DecimalSettings, MoneySettings, ChoiceSettings, ListSettings, NoSettings)
Settings = Annotated[dict[str, Any], WithJsonSchema({"anyOf": [each.model_json_schema() for each in _BY_KIND]})]
Key = Annotated[
    str,
    WithJsonSchema({"type": "string", "pattern": f"^{KEY_PATTERN}$", "maxLength": LONGEST_KEY, "examples": ["brand"]}),
]
Kind = Annotated[str, WithJsonSchema({"type": "string", "enum": [*OWN_KINDS]})]
Line = Annotated[str, Field(max_length=MOST_TYPED)]
Label = Annotated[str, Field(max_length=MOST_TYPED, description=f"At most {LONGEST_LABEL} characters.")]
Synonyms = Annotated[
    list[Line],
    Field(
        description=f"Headers by which files name it, at most {MOST_SYNONYMS} of at most {LONGEST_HEADER} characters."
    ),
]
Searchable = Annotated[
    StrictBool, Field(description=f"The search box finds products by it. Kinds: {', '.join(SEARCHABLE)}.")
]
Sortable = Annotated[
    StrictBool, Field(description=f"Lists can be sorted by it and narrowed to a range. Kinds: {', '.join(SORTABLE)}.")
]
InList = Annotated[StrictBool, Field(description="Lists show it, unless a person chose other columns.")]
Required = Annotated[StrictBool, Field(description="New products need a value.")]
Told = Annotated[StrictBool, Field(description="Webhooks include its value.")]


class FieldIn(Schema):
    """A new field. It becomes the last one."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    label: Label
    kind: Kind
    settings: Settings = {}
    searchable: Searchable = False
    sortable: Sortable = False
    in_list: InList = True
    required: Required = False
    told: Told = True
    synonyms: Synonyms = []

    @property
    def parts(self) -> dict[str, Any]:
        return self.dict()


class FieldChange(Schema):
    """What is left out stays as it is, each of the settings too."""

    model_config = ConfigDict(extra="forbid")

    key: Key = ""
    label: Label = ""
    kind: Kind = ""
    settings: Settings = {}
    searchable: Searchable = False
    sortable: Sortable = False
    in_list: InList = False
    required: Required = False
    told: Told = False
    synonyms: Synonyms = []
    version: str = Field("", description="The one that was seen: 409 `changed_meanwhile` if it is another by now.")
    archived: StrictBool = Field(False, description="`false` takes it out of the archive.")
    position: StrictInt = Field(1, ge=1, description="Its place among those that are not archived; the first is 1.")

    @property
    def parts(self) -> dict[str, Any]:
        return self.dict(exclude_unset=True, exclude={"version"})


class FieldOut(Schema):
    key: Key
    label: str
    kind: Kind
    settings: Settings
    searchable: bool
    sortable: bool
    in_list: bool
    required: bool
    told: bool
    synonyms: list[str]
    version: str = Field(description="Another one after each change, but of its place and of its products.")
    position: int | None = Field(description="Its place; null if it is archived.")
    archived: bool
    products: int = Field(description="How many products have a value.")
    created_at: datetime

    @classmethod
    def of(cls, shown: Shown) -> FieldOut:
        field = shown.field
        kept = {name: getattr(field, name) for name in cls.model_fields if hasattr(field, name)}
        place = {"position": shown.position, "archived": shown.is_archived}
        number = shown.products.number if shown.products else 0
        return cls(**kept | place, products=number, version=version_of(field))


class Fields(Schema):
    """In their order; archived ones come last."""

    results: list[FieldOut]


class Erasure(Schema):
    """The number of products that have a value: whoever erases a field must know it."""

    model_config = ConfigDict(extra="forbid")

    confirm: Number
