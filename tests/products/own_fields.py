"""Own fields for tests: one of each kind, as a manager might add them."""

from typing import Any

from django.utils import timezone

from products.models import OwnField

EAN = "4006381333931"
FULL: dict[str, Any] = {
    "brand": "Acme",
    "notes": "One\nTwo",
    "stock": 12,
    "weight": "1.5",
    "cost": "7.20",
    "organic": True,
    "launch": "2026-12-31",
    "colour": "Red",
    "tags": ["new", "sale"],
    "website": "https://example.com/a?b=1",
    "ean": EAN,
}
"""A value for each of them, as JSON."""

KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "brand": ("Brand", "text", {}),
    "notes": ("Notes", "long_text", {}),
    "stock": ("Stock", "integer", {}),
    "weight": ("Weight", "decimal", {"places": 3, "unit": "kg"}),
    "cost": ("Cost", "money", {}),
    "organic": ("Organic", "boolean", {}),
    "launch": ("Launch", "date", {}),
    "colour": ("Colour", "choice", {"choices": ["Red", "Dark blue"], "synonyms": {"rot": "Red"}}),
    "tags": ("Tags", "list", {"separator": "|"}),
    "website": ("Website", "url", {}),
    "ean": ("Barcode", "barcode", {}),
}
"""Key → label, kind, settings."""


def add_fields(*keys: str, **values: Any) -> None:
    """Those with these keys, in this order; one of each kind if none is named."""
    for position, key in enumerate(keys or KINDS):
        label, kind, settings = KINDS[key]
        OwnField.objects.create(key=key, label=label, kind=kind, settings=settings, position=position, **values)


def archive(key: str) -> None:
    OwnField.objects.filter(key=key).update(archived_at=timezone.now())
