"""The shapes of a mapping that the API takes and answers with, as its description shows them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from products.fields.keys import KEY_PATTERN, LONGEST_KEY
from products.fields.models import LONGEST_HEADER, LONGEST_LABEL
from products.fields.own_settings import OWN_KINDS
from products.imports.mapping.answers import NewField
from products.imports.source_models import LONGEST_NAME
from products.jobs.schemas import JobError

# No more is described of a recipe: what is wrong with one, the answer says part by part.
Recipe = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": {}})]


class ColumnOut(Schema):
    header: str = Field(description="As it stands in the file; its letter if it has no name.")
    letter: str
    filled: float = Field(description="The share of rows with text in it, 0 to 1.")
    distinct: int = Field(description="How many different values; -1: more than were counted.")
    samples: list[str]
    kind: str = Field(description="What its values are; empty if it is blank.")
    damaged: int


class PreviewedErrorOut(Schema):
    column: str | None
    code: str
    value: str
    message: str


class PreviewedRejectionOut(Schema):
    record_number: int
    line_number: int
    errors: list[PreviewedErrorOut]


class PreviewOut(Schema):
    products: list[dict[str, Any]] = Field(description="The first 20: `record_number`, and each field by its key.")
    rejected: list[PreviewedRejectionOut] = Field(description="Rows among them that would be rejected.")
    error: JobError | None = Field(description="Why there is no preview.")


class TriedOut(PreviewOut):
    columns: list[ColumnOut] = Field(description="Those that the file has if it is laid out as the recipe says.")


class SourceOfFile(Schema):
    id: UUID
    name: str
    version: int


class ChangeOut(Schema):
    kind: str = Field(description="`gone`, `new`, `renamed`, `filled`, `decimal`, `encoding`, `words` or `layout`.")
    column: str = Field(description="Its header; empty if it is about the whole file.")
    says: str


class MappingOut(Schema):
    revision: int = Field(description="Grows each time the job asks.")
    why: JobError = Field(description="Why it asks.")
    columns: list[ColumnOut]
    suggestion: dict[str, Any] = Field(description="A recipe; empty if nothing can be suggested.")
    reasons: dict[str, str] = Field(description="Part of the suggestion → why.")
    certain: bool
    questions: list[str] = Field(description="What to look at, the most important first.")
    preview: PreviewOut
    source: SourceOfFile | None = Field(description="Whose file it seems to be; the suggestion is its recipe.")
    drift: list[ChangeOut] = Field(description="What changed since the last file of the source.")


class NewFieldIn(Schema):
    """A column that becomes a field of its own."""

    model_config = ConfigDict(extra="forbid")

    header: Annotated[str, Field(min_length=1, max_length=LONGEST_HEADER)]
    key: Annotated[str, Field(pattern=f"^{KEY_PATTERN}$", max_length=LONGEST_KEY)]
    label: Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL)]
    kind: Annotated[str, WithJsonSchema({"type": "string", "enum": [*OWN_KINDS]})]

    @property
    def as_new_field(self) -> NewField:
        return NewField(self.header, self.key, self.label, self.kind)


class Answer(Schema):
    """Either `accept` or `recipe`."""

    model_config = ConfigDict(extra="forbid")

    accept: StrictBool = Field(False, description="Take the suggestion as it stands.")
    recipe: Recipe | None = Field(None, description="A recipe, or field → header.")
    revision: StrictInt | None = Field(None, description="Of the question that you saw: 409 if it is another by now.")
    remember: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)] | None = Field(
        None, description="Keep the recipe for the next files of this supplier, as a source of this name."
    )
    new_fields: list[NewFieldIn] = Field([], max_length=100, description="Fields to add first, each with its column.")


class Tried(Schema):
    """A recipe to try."""

    model_config = ConfigDict(extra="forbid")

    recipe: Recipe
