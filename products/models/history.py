"""A product's whole history: what people, programs and imports did to it, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from product_importer.lib.keyset import cursor_page
from products.fields.skus import fold
from products.models import import_changes
from products.models.changes import Change, ChangeQuerySet
from products.models.product import Product

CHANGES_A_PAGE = 20


class Past(NamedTuple):
    """One page of a history. The changes made by imports are built from `import_changes` and have no id."""

    changes: list[Change]
    older_cursor: str | None


def past_of(product: Product, *, cursor: str | None = None) -> Past:
    """The newest changes, or those at `cursor`, and what imports did in that time. Raises InvalidCursor."""
    by_hand = Change.objects.of_product(product.pk)
    page = cursor_page(by_hand, order=["-id"], cursor=cursor, size=CHANGES_A_PAGE)
    since = page.rows[-1].at if page.next_cursor else None
    until = _next_after(page.rows[0], by_hand) if cursor and page.rows else None
    by_imports = import_changes.of_product(product.pk, _keys_of(product, by_hand))
    meanwhile = [change for change in by_imports if _is_within(change.at, since, until)]
    changes = sorted([*page.rows, *meanwhile], key=lambda change: change.at, reverse=True)
    return Past(changes, page.next_cursor)


def _next_after(change: Change, changes: ChangeQuerySet) -> datetime | None:
    """When the page of newer changes ends."""
    newer = changes.filter(pk__gt=change.pk).order_by("pk").first()
    return newer.at if newer else None


def _is_within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or moment >= since) and (until is None or moment < until)


def _keys_of(product: Product, changes: ChangeQuerySet) -> set[str]:
    renamed = changes.filter(values__has_key="sku").values_list("values__sku", flat=True)
    return {product.sku_key} | {fold(sku) for both in renamed for sku in both if sku}
