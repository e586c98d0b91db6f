"""Which values are pinned just because a person has edited them.

The site may say so for all products. Other rooms declare further rules: this one knows nothing of theirs.
"""

from collections.abc import Callable

from django.conf import settings

Rule = Callable[[str], bool]
"""Says of a product, by the key of its SKU, whether what people edit in it is pinned. It may ask the database."""

_rules: list[Rule] = []


def declare_rule(rule: Rule) -> None:
    """Once, when the application starts."""
    _rules.append(rule)


def pins_edits(sku_key: str) -> bool:
    """Whether what a person edits in this product is pinned by that."""
    return settings.PIN_EDITS_BY_HAND or any(rule(sku_key) for rule in _rules)
