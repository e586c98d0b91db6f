"""What a command is told of the columns: `--map` and `--recipe`."""

import json
from collections.abc import Sequence
from pathlib import Path

from django.core.management import CommandError

from products.imports.recipes.recipe import with_mapping


def mapping_of(pairs: Sequence[str]) -> dict[str, str] | None:
    """Field → header, of arguments such as `sku=Code`. Raises CommandError."""
    mapping = {}
    for pair in pairs:
        field, equals, header = pair.partition("=")
        if not equals:
            raise CommandError(f"--map {pair}: give a field and its header, such as sku=Code.")
        mapping[field.strip()] = header.strip()
    return mapping or None


def recipe_of(name: str | None, mapping: dict[str, str] | None) -> object:
    """What the file says, and above it what `--map` says of single fields. Raises CommandError."""
    if name is None:
        return mapping
    try:
        recipe = json.loads(Path(name).read_text("utf-8-sig"))
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name} is not JSON.") from error
    return with_mapping(recipe, mapping) if mapping else recipe
