"""The boxes in the form of a product by which a person pins its values, beside their inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from product_importer.lib.actor import Actor
from products import pin_rules, pins
from products.fields.field import Field
from products.fields.inputs import name_of
from products.fields.registry import Fields
from products.models import Product

SEEN = "pins_seen"


class PinBox(NamedTuple):
    name: str
    is_ticked: bool


class PinBoxes:
    """What was pinned when the form was filled, and what the person wants. Only the difference is written.

    A form that was filled without boxes says nothing of pins.
    """

    def __init__(self, product: Product | None, fields: Fields, data: Mapping[str, object] | None) -> None:
        self._product, self._fields = product, fields
        pinned = {key for key, pin in pins.pins_of(product, fields).items() if pin.is_pinned} if product else set()
        self.is_sent = data is not None and SEEN in data
        self._seen = {*str(data[SEEN]).split()} if data is not None and self.is_sent else pinned
        boxes = {field.key: _name(field) for field in fields.changeable}
        self._ticked = {key for key, name in boxes.items() if data and name in data} if self.is_sent else pinned

    @property
    def seen(self) -> str:
        """What the form takes along."""
        return " ".join(sorted(self._seen))

    @property
    def are_put_in_by_editing(self) -> bool:
        """Whether what the person changes is pinned by that."""
        return self._product is not None and pin_rules.pins_edits(self._product.sku_key)

    def box_of(self, field: Field) -> PinBox | None:
        """None where there is nothing to pin: the SKU, and products that are not there yet."""
        if self._product is None or field not in self._fields.changeable:
            return None
        return PinBox(_name(field), field.key in self._ticked)

    def save(self, product: Product, actor: Actor) -> bool:
        """Whether a pin was put in or taken out."""
        pin, unpin = self._ticked - self._seen, self._seen - self._ticked
        return bool(pin or unpin) and pins.change(product, self._fields, pin=pin, unpin=unpin, actor=actor)


def _name(field: Field) -> str:
    return f"pin_{name_of(field)}"
