"""What the API's description says of `attributes`: the own fields that there are at the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from products.edit_schemas import SettingIn
from products.fields.amounts import DECIMALS, WHOLE_DIGITS
from products.fields.field import Field
from products.fields.kinds import Kind, KindName, LongText, Text
from products.fields.numbers import LARGEST
from products.fields.numbers import WHOLE_DIGITS as WHOLE_DIGITS_OF_NUMBERS
from products.fields.own_kinds import LONGEST_LINE, LONGEST_URL, MOST_MEMBERS, Choice, DecimalNumber, Listing, OwnMoney
from products.fields.registry import Fields
from products.schemas import ProductChange, ProductIn, ProductOut, ProductReplacement

JsonSchema: TypeAlias = dict[str, Any]


def describe(schemas: Mapping[str, JsonSchema], fields: Fields) -> None:
    """Say in the schemas of products which own fields there are. `schemas`: all of the description, by name."""
    needed = [field.key for field in fields.own if field.is_needed]
    for model in (ProductIn, ProductReplacement):
        schema = schemas[model.__name__]
        schema["properties"]["attributes"] |= _closed(_given(field) for field in fields.own) | _required(needed)
    if needed:
        schemas[ProductIn.__name__]["required"].append("attributes")
    change = schemas[ProductChange.__name__]["properties"]["attributes"]
    change |= _closed(_given(field) for field in fields.own)
    setting = schemas[SettingIn.__name__]["properties"]["attributes"]
    setting |= _closed(_given(field) for field in fields.own)
    for schema in schemas.values():  # what takes an edit
        if {"set", *_MEMBERS} <= schema.get("properties", {}).keys():
            _describe_members(schema["properties"], fields)
    shown = schemas[ProductOut.__name__]["properties"]["attributes"]
    shown |= {"properties": {field.key: _schema(field, is_shown=True) for field in fields.own}}


def _describe_members(properties: JsonSchema, fields: Fields) -> None:
    lists = [field for field in fields.own if isinstance(field.kind, Listing)]
    for name in _MEMBERS:
        properties[name] |= _closed((field.key, _schema(field) | {"minItems": 1}) for field in lists)


def _closed(properties: Iterable[tuple[str, JsonSchema]]) -> JsonSchema:
    """An object that may have these properties and no others."""
    return {"properties": dict(properties), "additionalProperties": False}


def _required(keys: list[str]) -> JsonSchema:
    return {"required": keys} if keys else {}


def _given(field: Field) -> tuple[str, JsonSchema]:
    schema = _schema(field)
    return field.key, schema if field.is_needed else _or_null(schema)


def _or_null(schema: JsonSchema) -> JsonSchema:
    title = {"title": schema.pop("title")}
    return {"anyOf": [schema, {"type": "null"}], **title}


def _schema(field: Field, *, is_shown: bool = False) -> JsonSchema:
    """`is_shown`: of a stored value, which may be a choice that is none any more."""
    schema = {"title": field.label, **_KINDS[field.kind.name](field.kind)}
    if is_shown:
        schema.pop("enum", None)
    return schema


def _text(kind: Kind) -> JsonSchema:
    return {"type": "string", "maxLength": kind.longest} if isinstance(kind, Text) else {"type": "string"}


def _long_text(kind: Kind) -> JsonSchema:
    most = f"At most {kind.most_bytes // 1024} KiB." if isinstance(kind, LongText) else ""
    return {"type": "string", "description": most}


def _decimal(kind: Kind) -> JsonSchema:
    places, unit = (kind.places, kind.unit) if isinstance(kind, DecimalNumber) else (0, "")
    behind = f"([.][0-9]{{1,{places}}})?" if places else ""
    schema = {"type": "string", "pattern": f"^-?[0-9]{{1,{WHOLE_DIGITS_OF_NUMBERS}}}{behind}$"}
    return schema | ({"description": f"In {unit}."} if unit else {})


def _money(kind: Kind) -> JsonSchema:
    sign = "-?" if isinstance(kind, OwnMoney) and kind.negative else ""
    return {"type": "string", "pattern": f"^{sign}[0-9]{{1,{WHOLE_DIGITS}}}([.][0-9]{{1,{DECIMALS}}})?$"}


def _choice(kind: Kind) -> JsonSchema:
    return {"type": "string", "enum": [*kind.choices] if isinstance(kind, Choice) else []}


def _listing(kind: Kind) -> JsonSchema:
    separator = kind.separator if isinstance(kind, Listing) else ""
    members = {"type": "string", "maxLength": LONGEST_LINE}
    description = f"No member may contain “{separator}”, which separates them in files."
    return {"type": "array", "items": members, "maxItems": MOST_MEMBERS, "description": description}


_MEMBERS = ("add", "remove")
_KINDS: Mapping[KindName, Callable[[Kind], JsonSchema]] = {
    "text": _text,
    "long_text": _long_text,
    "integer": lambda _: {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST},
    "decimal": _decimal,
    "money": _money,
    "boolean": lambda _: {"type": "boolean"},
    "date": lambda _: {"type": "string", "format": "date"},
    "choice": _choice,
    "list": _listing,
    "url": lambda _: {"type": "string", "format": "uri", "maxLength": LONGEST_URL},
    "barcode": lambda _: {
        "type": "string",
        "pattern": "^[0-9]+X?$",
        "description": "GTIN-8, -12, -13 or -14, ISBN-10 or -13, with its check digit.",
    },
}
