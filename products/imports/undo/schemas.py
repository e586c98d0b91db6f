"""The shapes of what is asked of an undo and of its conflicts."""

from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from products.imports.review.schemas import ReviewOut

NOTHING_NAMED = "Say which conflicts: skus, or all."


class UndoIn(Schema):
    model_config = ConfigDict(extra="forbid")

    deactivate: bool = Field(False, description="Make the products that it created inactive instead of deleting them.")


class ResolveIn(Schema):
    model_config = ConfigDict(extra="forbid")

    skus: list[str] | None = Field(None, max_length=10_000)
    all: bool = False
    take: Literal["theirs", "ours"] = Field(description="`theirs`: keep what stands now. `ours`: what this job wants.")

    @model_validator(mode="after")
    def _names_some(self) -> "ResolveIn":
        if self.all == (self.skus is not None):
            raise ValueError(NOTHING_NAMED)
        return self


class ResolvedOut(ReviewOut):
    resolved: int = Field(description="Products of which it is now said what becomes of them.")
    not_possible: int = Field(description="Products of which only what stands now can be taken.")
