"""The shapes of sources that the API takes and answers with, as its description shows them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, StrictInt, WithJsonSchema

from products.imports.source_models import LONGEST_NAME
from products.imports.sources.arrival import STATES
from products.imports.sources.policies import CHOICES, MISSING, PINS

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
# No more is described of a recipe: what is wrong with one, the answer says part by part.
Recipe = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": {}})]
Missing = Annotated[str | None, WithJsonSchema({"enum": [*MISSING, None]})]
Pins = Annotated[str | None, WithJsonSchema({"enum": [*PINS, None]})]
# What a limit may be, the answer says, name by name.
Belts = Annotated[dict[str, StrictInt], WithJsonSchema({"type": "object", "additionalProperties": {"type": "integer"}})]
HeaderSets = Annotated[
    list[Annotated[list[Annotated[str, Field(max_length=10_000)]], Field(max_length=1_000)]], Field(max_length=20)
]


def _one_of(name: str) -> Any:
    choices = [*CHOICES[name], None]
    return Annotated[str | None, WithJsonSchema({"enum": choices})]


class LastImport(Schema):
    id: UUID
    status: str
    total_rows: int


class FetchState(Schema):
    kind: str
    state: Annotated[str, WithJsonSchema({"enum": [*STATES]})]
    next_run_at: str | None
    due_by: str | None = Field(description="By when the next file is expected.")
    last_file_at: str | None


class SourceOut(Schema):
    id: UUID
    name: str
    recipe: dict[str, Any]
    mode: str | None = Field(description="As `mode` of an upload; null: as every import does it.")
    on_blank: str | None = Field(description="As `on_blank` of an upload; null: as every import does it.")
    duplicates: str | None
    new_without_price: str | None
    missing: str = Field(description="What becomes of its products that are not in its file: keep, deactivate, delete.")
    pins: str = Field(description="What becomes of pinned values when its file has others: keep, replace.")
    pin_edits: bool = Field(description="Whether what people edit in its products, one at a time, is pinned by that.")
    belts: dict[str, int] = Field(description="Limits of seat belts that are its own: name → percentage or number.")
    header_sets: list[list[str]] = Field(description="The columns by which its files are known, as they are compared.")
    version: int = Field(description="Grows with each change.")
    created_by: str | None
    created_at: str
    updated_by: str | None
    updated_at: str
    last_import: LastImport | None
    fetch: FetchState | None = Field(description="Null: its files do not come by themselves.")
    page_url: str


class Sources(Schema):
    results: list[SourceOut]
    next_cursor: str | None
    previous_cursor: str | None


class SourceIn(Schema):
    """A source. `header_sets`: the names of the columns of its files, as they stand there."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    recipe: Recipe
    mode: _one_of("mode") = None  # type: ignore[valid-type]
    on_blank: _one_of("on_blank") = None  # type: ignore[valid-type]
    duplicates: _one_of("duplicates") = None  # type: ignore[valid-type]
    new_without_price: _one_of("new_without_price") = None  # type: ignore[valid-type]
    missing: Missing = None
    pins: Pins = None
    pin_edits: bool = False
    belts: Belts = {}
    header_sets: HeaderSets = []


class SourceChange(Schema):
    """What is to be changed; the rest stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    recipe: Recipe | None = None
    mode: _one_of("mode") = None  # type: ignore[valid-type]
    on_blank: _one_of("on_blank") = None  # type: ignore[valid-type]
    duplicates: _one_of("duplicates") = None  # type: ignore[valid-type]
    new_without_price: _one_of("new_without_price") = None  # type: ignore[valid-type]
    missing: Missing = None
    pins: Pins = None
    pin_edits: bool | None = None
    belts: Belts | None = None
    header_sets: HeaderSets | None = None
    version: StrictInt | None = Field(None, description="The one that you saw: 409 if it is another by now.")
