"""What a product's values must be when people or programs write them; imports have the same rules (`validation`).

Pure: values in, clean values out, or for each that cannot be taken a sentence.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from products.fields.skus import INVISIBLE_MARKS, clean, fault

NAME_MAX_LENGTH = 500
"""Characters."""

DESCRIPTION_MAX_BYTES = 65_536
"""In UTF-8."""

PRICE_MAX = Decimal("9999999999.99")


class InvalidValues(Exception):
    """For each value that cannot be taken what is wrong with it."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = fields


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises InvalidValues that names every bad one."""
    found = {name: _CLEANERS[name](value) if name in _CLEANERS else value for name, value in values.items()}
    if faults := {name: [sentence] for name, value in found.items() if (sentence := _fault(name, value))}:
        raise InvalidValues(faults)
    return found


def clean_name(text: str) -> str:
    """On one line and trimmed."""
    return " ".join(text.strip().splitlines()).strip()


def clean_description(text: str) -> str:
    """Verbatim, with LF as line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sku_fault(sku: str) -> str | None:
    flaw = fault(sku)
    return flaw.sentence if flaw else _storable_fault(sku)


def name_fault(name: str) -> str | None:
    if not name.translate(INVISIBLE_MARKS).strip():
        return "The name is missing."
    if len(name) > NAME_MAX_LENGTH:
        return f"The name has {len(name):,} characters; at most {NAME_MAX_LENGTH} are possible."
    return _storable_fault(name)


def description_fault(description: str) -> str | None:
    if fault := _storable_fault(description):
        return fault
    is_too_long = len(description.encode()) > DESCRIPTION_MAX_BYTES
    return "The description is longer than 64 KiB." if is_too_long else None


def price_fault(price: Decimal | None) -> str | None:
    if price is None:
        return None
    if not price.is_finite() or not 0 <= price <= PRICE_MAX:
        return f"A price goes from 0 to {PRICE_MAX:,}."
    return None if price == round(price, 2) else "A price has at most two decimals."


def _storable_fault(text: str) -> str | None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "This is not valid text: half of a character is missing."
    return "A NUL character cannot be stored." if "\0" in text else None


def _fault(name: str, value: Any) -> str | None:
    return _FAULTS[name](value) if name in _FAULTS else None


_CLEANERS: dict[str, Callable[[str], str]] = {"sku": clean, "name": clean_name, "description": clean_description}
_FAULTS: dict[str, Callable[[Any], str | None]] = {
    "sku": sku_fault,
    "name": name_fault,
    "description": description_fault,
    "price": price_fault,
}
