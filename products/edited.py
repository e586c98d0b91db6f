"""Which of some products an edit changes and what they become, and which of them cannot take it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from products.fields import edits, typed
from products.fields.edits import Edit, InvalidEdit, Place
from products.fields.kinds import Value
from products.fields.registry import FIELDS, Fields
from products.merged_attributes import attributes_with
from products.models import Product, ProductQuerySet, chunks
from products.models.changes import Step


class LeftAlone(NamedTuple):
    """A product that stays as it is, since it cannot take the edit."""

    sku: str
    faults: Mapping[Place, list[str]]

    @property
    def error(self) -> InvalidEdit:
        """The reason for refusing the edit as a whole."""
        return InvalidEdit({place: [f"{self.sku}: {said}" for said in self.faults[place]] for place in self.faults})

    @property
    def sentence(self) -> str:
        return f"{self.sku} stays as it is: {InvalidEdit(self.faults)}"


@dataclass(frozen=True)
class EditedProducts:
    """In the order of their keys."""

    steps: list[Step]
    """Only of products that change."""
    columns: Mapping[str, list[object]]
    """What is to be written, for each of the steps."""
    left: list[LeftAlone]


def find(ids: Collection[UUID], edit: Edit, fields: Fields) -> EditedProducts:
    """Look at the products and lock those that may change. In a transaction."""
    changing, left = list[_Changing](), list[LeftAlone]()
    for product in _locked(ids, edit, fields):
        try:
            changing += _changing(product, edit, fields)
        except InvalidEdit as error:
            left.append(LeftAlone(product.sku, error.faults))
    columns: dict[str, list[object]] = {key: [each.values[key] for each in changing] for key in _columns(edit)}
    if _own(edit):
        columns[chunks.ATTRIBUTES] = [json.dumps(each.attributes) for each in changing]
    return EditedProducts([each.step for each in changing], columns, left)


class _Changing(NamedTuple):
    step: Step
    values: Mapping[str, Value]
    """All that the edit is about, as it is afterwards."""
    attributes: Mapping[str, object]


def _changing(product: Product, edit: Edit, fields: Fields) -> Iterable[_Changing]:
    """The product, if it changes. Raises InvalidEdit if it cannot take the edit."""
    before = {key: fields[key].value_of(product) for key in edit.keys}
    changed = edits.difference(edit, before, fields)
    if not changed:
        return
    own = {key: value for key, value in changed.items() if key not in FIELDS}
    try:
        attributes = attributes_with(product.attributes, own) if _own(edit) else {}
    except typed.InvalidValues as error:
        places = [place for place in edit.places if place[1] in error.fields]
        raise InvalidEdit({place: error.fields[place[1]] for place in places}) from error
    yield _Changing(Step(product.pk, {key: before[key] for key in changed}, changed), before | changed, attributes)


def _locked(ids: Collection[UUID], edit: Edit, fields: Fields) -> ProductQuerySet:
    """Those that may change, with what needs to be known of them. All, if some may only lose a pin."""
    own = [chunks.ATTRIBUTES] if _own(edit) else []
    products = Product.objects.filter(pk__in=ids).only("sku", *_columns(edit), *own)
    is_simple = not edit.added and not edit.removed and not edit.unpinned
    if is_simple and not any(isinstance(value, tuple) for value in edit.values.values()):
        products = products.exclude(*(_has(key, value) for key, value in edit.values.items()))
    return products.select_for_update().in_sku_order()


def _columns(edit: Edit) -> list[str]:
    return [key for key in edit.keys if key in FIELDS]


def _own(edit: Edit) -> list[str]:
    return [key for key in edit.keys if key not in FIELDS]


def _has(key: str, value: Value) -> Q:
    """The condition that a product has this value, which is no list, in the field."""
    if key in FIELDS:
        return Q(**{f"{key}__isnull": True}) if value is None else Q(**{key: value})
    return ~Q(attributes__has_key=key) if value is None else Q(attributes__contains={key: value})
