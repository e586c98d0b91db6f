"""Every address of the product, with stand-ins for ids."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

UNKNOWN_ID = UUID("00000000-0000-4000-8000-000000000000")
STAND_INS = {"uuid": str(UNKNOWN_ID), "uuidstr": str(UNKNOWN_ID), "int": "1"}


def every_path() -> list[str]:
    return sorted({f"/{path}" for path in _paths(get_resolver().url_patterns, "")})


def _paths(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        path = before + _filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, path)
        else:
            yield path


def _filled(route: str) -> str:
    """The route with stand-ins; of a regular expression, one text that it matches."""
    if route.startswith("^") or route.endswith("$"):
        return re.sub(r"\(\?P<\w+>\(?([a-z]+|\.\*)[^)]*\)?\)", lambda found: found[1].replace(".*", "x"), route).strip(
            "^$"
        )
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: STAND_INS.get(found[1] or "str", "x"), route)
