"""The shape of an edit of many products, as the API takes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model

from products.fields import edits
from products.fields.edits import Edit
from products.fields.field import Field as ProductField
from products.fields.kinds import Value
from products.fields.registry import FIELDS, Fields
from products.schemas import IN_TYPES, Attributes


def _object(value: object) -> object:
    if isinstance(value, dict):
        return value
    raise ValueError("Send an object: the key of a list field → its members")


Members = Annotated[dict[str, Any], BeforeValidator(_object), WithJsonSchema({"type": "object"})]
"""Members of list fields by key, as they were sent. `attribute_schemas` describes which fields there are."""


def _type(field: ProductField) -> Any:
    kind: Any = IN_TYPES[field.kind.name]
    return kind | None if field.clears else kind


_members: dict[str, Any] = {field.key: (_type(field), field.kind.absent) for field in FIELDS.changeable}
_Settings: Any = create_model("Made", __base__=Schema, **_members)


class SettingIn(_Settings):  # type: ignore[misc]  # made from the list of fields
    """What fields are set to; null clears, the others stay."""

    model_config = ConfigDict(extra="forbid")

    attributes: Attributes = Field({}, description="The own fields to set; null clears.")

    @property
    def values(self) -> dict[str, Value]:
        """What was given of built-in fields, by key."""
        keys = [field.key for field in FIELDS.changeable]
        return {key: getattr(self, key) for key in keys if key in self.model_fields_set}


class EditIn(Schema):
    """`set` fields, `add` members to lists, `remove` some, or `unpin`; several at once, the same for all products."""

    model_config = ConfigDict(extra="forbid")

    set: SettingIn = Field(default_factory=SettingIn)
    add: Members = Field({}, description="The key of a list field → members that it is to have as well.")
    remove: Members = Field({}, description="The key of a list field → members that it is not to have any more.")
    unpin: list[str] | Literal[True] = Field([], description="The fields that imports may change again; true: all.")

    @property
    def is_empty(self) -> bool:
        return not (self.set.values or self.set.attributes or self.add or self.remove or self.unpin)

    def edit(self, fields: Fields) -> Edit:
        """Raises InvalidEdit."""
        return edits.read(
            fields,
            values=self.set.values,
            attributes=self.set.attributes,
            added=self.add,
            removed=self.remove,
            unpinned=True if self.unpin is True else tuple(self.unpin),
        )
