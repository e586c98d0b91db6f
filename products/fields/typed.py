"""A product's values as people and programs write them: cleaned, or refused with a sentence each. Pure."""

from collections.abc import Mapping

from products.fields.flaws import Flaw
from products.fields.kinds import Value
from products.fields.own_kind import sentence
from products.fields.registry import FIELDS, Fields

MOST_TYPED = 1_000
"""Characters that forms and the API accept for a line of text: more than any field allows, so that the refusal is in
our own words."""


class InvalidValues(Exception):
    """What is wrong with each value that cannot be stored."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = fields


def cleaned(values: Mapping[str, Value], fields: Fields = FIELDS) -> dict[str, Value]:
    """The values as they are stored, by key. Raises InvalidValues that names every bad one."""
    found = {key: fields[key].clean(value) for key, value in values.items() if key in fields}
    faults = {key: [fault] for key, value in found.items() if (fault := fields[key].fault(value))}
    faults |= {key: [no_such_field(key)] for key in values.keys() - found.keys()}
    if faults:
        raise InvalidValues(faults)
    return found


def of_json(given: Mapping[str, object], fields: Fields) -> dict[str, Value]:
    """What a program wrote as the values of own fields → the values, by key; None for null and for what shows nothing.

    Raises InvalidValues that names every bad one. Whether a value is needed or too long is left to `cleaned`.
    """
    found, faults = dict[str, Value](), dict[str, list[str]]()
    own = {field.key: field for field in fields.own}
    for key, value in given.items():
        if key not in own:
            faults[key] = [no_such_field(key)]
            continue
        read = None if value is None else own[key].kind.of_json(value)
        if isinstance(read, Flaw):
            shown = str(value) if isinstance(value, str | int | float) else ""
            faults[key] = [sentence(own[key], shown, read)]
        else:
            found[key] = read
    if faults:
        raise InvalidValues(faults)
    return found


def no_such_field(key: str) -> str:
    return f"There is no own field “{key[:40]}”."
