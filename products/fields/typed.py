"""A product's values as people and programs write them: cleaned, or refused with a sentence each. Pure."""

from collections.abc import Mapping

from products.fields.kinds import Value
from products.fields.registry import FIELDS

MOST_TYPED = 1_000
"""Characters that forms and the API accept for a line of text: more than any field allows, so that the refusal is in
our own words."""


class InvalidValues(Exception):
    """What is wrong with each value that cannot be stored."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = fields


def cleaned(values: Mapping[str, Value]) -> dict[str, Value]:
    """The values as they are stored, by key. Raises InvalidValues that names every bad one."""
    found = {key: FIELDS[key].kind.clean(value) if key in FIELDS else value for key, value in values.items()}
    faults = {
        key: [sentence] for key, value in found.items() if key in FIELDS and (sentence := FIELDS[key].fault(value))
    }
    if faults:
        raise InvalidValues(faults)
    return found
