"""The shapes of a plan and of its changes, as the API answers and its description shows them."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from products.imports.review.filters import Filters
from products.imports.review.leaving_out import Part


class Applied(Schema):
    model_config = ConfigDict(extra="forbid")

    plan_revision: int | None = Field(None, description="Of the plan that you saw; 409 `plan_changed` if it moved on.")
    confirm: dict[str, int] = Field({}, description="Red seat belt → the figure that it shows.")


class ChangeOut(Schema):
    action: Literal["create", "update", "delete"]
    sku: str = Field(description="Empty if the product was deleted since with the whole catalogue.")
    name: str = Field(description="What the product is called now; a new one, what it is to be called.")
    product_id: UUID | None
    record_number: int | None = Field(description="In the file; known while the plan waits.")
    before: dict[str, Any] = Field(description="The fields that change; empty for a new product.")
    after: dict[str, Any]
    left_out: bool = Field(description="Nothing of it is applied.")
    left_values: dict[str, Any] = Field(description="Field → the value of the file that is not applied.")
    deleted_since: bool = Field(description="There is no such product any more.")


class Facts(Schema):
    create: int
    update: int
    delete: int = Field(0, description="Of an undo: products that it deletes.")
    conflicts: int = Field(0, description="Of an undo: products in conflict about which nobody has decided.")
    left_out: int = Field(description="Products of which nothing is applied.")
    left_values: int = Field(description="Single values of other products that are not applied.")
    fields: dict[str, int] = Field(description="Field → how many products get another value.")


class ReviewOut(Schema):
    plan_revision: int = Field(description="Grows each time something is left out or taken back.")
    facts: Facts
    decision: str = Field(description="`apply`, `discard`, or empty: it waits.")
    decided_by: str | None
    decided_at: str | None


class Changes(Schema):
    origin: Literal["plan", "history"] = Field(description="What would happen, or what has happened.")
    results: list[ChangeOut]
    next_cursor: str | None
    review: ReviewOut | None = Field(description="Null for an import that was not reviewed.")


class FilterIn(Schema):
    model_config = ConfigDict(extra="forbid")

    action: Literal["create", "update", "delete"] | None = None
    field: str = ""
    ratio_min: Decimal | None = Field(None, description="New price divided by the old one.")
    ratio_max: Decimal | None = None
    q: str = ""
    left_out: bool | None = None

    @property
    def as_filters(self) -> Filters:
        return Filters(**self.model_dump())


class MissingIn(Schema):
    model_config = ConfigDict(extra="forbid")

    keep: bool = Field(description="Whether they stay as they are, whatever the source says.")


class MissingProduct(Schema):
    sku: str
    name: str


class MissingOut(Schema):
    action: Literal["deactivate", "delete"] | None = Field(description="What the source says; null: nothing is done.")
    found: int
    of: int = Field(description="Products that the source had before this file.")
    kept: bool = Field(description="A person said that they stay.")
    deactivated: int
    deleted: int
    conflicts: int = Field(description="Products that moved since the plan was made.")
    results: list[MissingProduct] = Field(description="While the plan waits.")
    next_cursor: str | None


class SameProductIn(Schema):
    model_config = ConfigDict(extra="forbid")

    skus: list[str] = Field([], max_length=10_000, description="New ones, as they stand in the file.")
    all: bool = Field(False, description="All that are nearly the same as the SKU of one product.")


class PartIn(Schema):
    model_config = ConfigDict(extra="forbid")

    skus: list[str] = Field([], max_length=10_000)
    fields: list[str] = Field([], max_length=200, description="Only these fields, of all products that are meant.")
    filter: FilterIn | None = Field(None, description="All changes that match.")

    @property
    def as_part(self) -> Part:
        return Part(self.skus, self.fields, self.filter.as_filters if self.filter else Filters())
