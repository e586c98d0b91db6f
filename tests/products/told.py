"""What an import changed and what its events say of it, in one shape, to be compared."""

from collections import Counter
from typing import Any

from products.fields.registry import FIELDS
from tests import oracle

Facts = tuple[object, ...]
"""SKU, version, and the values that events tell."""


def changes_in(before: dict[str, oracle.Entry], after: dict[str, oracle.Entry]) -> dict[str, Counter[Facts]]:
    """What an import changed, by type of event."""
    created = [entry for key, entry in after.items() if key not in before]
    updated = [entry for key, entry in after.items() if key in before and entry != before[key]]
    return {"product.created": _facts(created), "product.updated": _facts(updated)}


def _facts(entries: list[oracle.Entry]) -> Counter[Facts]:
    return Counter(
        (each.values["sku"], each.version, *(field.kind.json_value(each.values[field.key]) for field in FIELDS.told))
        for each in entries
    )


def told_by_import(bodies: list[dict[str, Any]]) -> dict[str, Counter[Facts]]:
    """What the events of an import say of its products, in the same shape as `changes_in`."""
    found: dict[str, Counter[Facts]] = {"product.created": Counter(), "product.updated": Counter()}
    for body in bodies:
        for each in body["data"].get("products", []):
            facts = (each["sku"], each["version"], *(each[field.key] for field in FIELDS.told))
            found[body["type"]][facts] += 1
    return found
