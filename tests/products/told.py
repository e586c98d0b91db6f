"""What an import changed and what its events say of it, in one shape, to be compared."""

from collections import Counter
from typing import Any

from tests import oracle

Facts = tuple[str, int, str, str | None, bool]
"""SKU, version, name, price, active."""


def changes_in(before: dict[str, oracle.Entry], after: dict[str, oracle.Entry]) -> dict[str, Counter[Facts]]:
    """What an import changed, by type of event."""
    created = [entry for key, entry in after.items() if key not in before]
    updated = [entry for key, entry in after.items() if key in before and entry != before[key]]
    return {"product.created": _facts(created), "product.updated": _facts(updated)}


def _facts(entries: list[oracle.Entry]) -> Counter[Facts]:
    return Counter(
        (each.sku, each.version, each.name, None if each.price is None else str(each.price), each.active)
        for each in entries
    )


def told_by_import(bodies: list[dict[str, Any]]) -> dict[str, Counter[Facts]]:
    """What the events of an import say of its products, in the same shape as `changes_in`."""
    found: dict[str, Counter[Facts]] = {"product.created": Counter(), "product.updated": Counter()}
    for body in bodies:
        for each in body["data"].get("products", []):
            facts = (each["sku"], each["version"], each["name"], each["price"], each["active"])
            found[body["type"]][facts] += 1
    return found
