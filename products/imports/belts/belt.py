"""One finding: its name, its figure, and what it says in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypedDict

from django.conf import settings

Name = Literal[
    "price_jump",
    "price_ratio",
    "deactivated",
    "names",
    "fewer_rows",
    "field_emptied",
    "rejected",
    "near_twins",
    "missing",
]
NEVER_RED = ("near_twins",)
MOST_EXAMPLES = 10


class Example(TypedDict):
    """`says`: what is striking about this row."""

    record_number: int | None
    sku: str
    says: str


@dataclass(frozen=True)
class Belt:
    """`figure`: of how many rows or products it tells, out of `of`; it is what a person types to let it pass."""

    name: Name
    figure: int
    of: int
    sentence: str
    examples: Sequence[Example] = ()
    is_red: bool = True
    """An import that would be applied waits."""

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def belt(name: Name, figure: int, of: int, sentence: str, examples: Sequence[Example] = ()) -> Belt:
    """In the colour that the settings give it."""
    is_red = name not in (*NEVER_RED, *settings.IMPORT_BELTS_AMBER)
    return Belt(name, figure, of, sentence, [*examples], is_red)


def is_more(part: int, whole: int, percent: int) -> bool:
    """Whether it is more than so many per cent. Nothing of nothing is not."""
    return part * 100 > whole * percent
