"""What may be done with a file and its rows. An upload says it, or the source whose file it is. Pure."""

from products.imports.source_models import REPLACE

KEEP, DEACTIVATE, DELETE = "keep", "deactivate", "delete"
MISSING = (KEEP, DEACTIVATE, DELETE)
"""What becomes of products of a source that are not in its file. Only the source says it."""

PINS = (KEEP, REPLACE)
"""What becomes of pinned values of products when a file of the source has others. Only the source says it."""

CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("apply", "review"),
    "on_blank": ("keep", "clear"),
    "duplicates": ("last", "first", "reject"),
    "new_without_price": ("reject", "accept"),
}
