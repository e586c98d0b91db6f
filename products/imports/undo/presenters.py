"""The conflicts of an undo as the API answers them."""

from typing import Any

from products.imports.undo.conflicts import Conflict, Page


def told(page: Page) -> dict[str, Any]:
    return {
        "results": [*map(_told, page.conflicts)],
        "next_cursor": str(page.next_position) if page.next_position else None,
        "previous_cursor": None,
    }


def _told(conflict: Conflict) -> dict[str, Any]:
    return {
        "record_number": conflict.position,
        "line_number": conflict.position,
        "sku": conflict.sku,
        "code": conflict.code,
        "message": conflict.message,
        "values": conflict.values,
        "taken": conflict.taken,
    }
