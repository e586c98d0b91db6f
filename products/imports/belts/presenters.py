"""Seat belts as the pages show them and the API answers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from products.imports.belts.confirming import belts_of
from products.imports.models import SeatBelts
from products.jobs.models import ImportJob
from products.jobs.progress import rfc3339

_LABELS = {
    "price_jump": "Prices that move far",
    "price_ratio": "Prices that move by one factor",
    "deactivated": "Products that become inactive",
    "names": "Names that tell nothing",
    "fewer_rows": "A shorter file",
    "field_emptied": "Fields that have become empty",
    "rejected": "Rejected rows",
    "missing": "Products that are missing from the file",
    "near_twins": "SKUs that are nearly the same",
}


@dataclass(frozen=True)
class ShownBelt:
    name: str
    figure: int
    sentence: str
    examples: list[dict[str, Any]]
    is_red: bool
    is_confirmed: bool

    @property
    def label(self) -> str:
        return _LABELS.get(self.name, self.name)

    @property
    def is_to_be_typed(self) -> bool:
        return self.is_red and not self.is_confirmed

    @property
    def tone(self) -> str:
        return "danger" if self.is_to_be_typed else "warning"


def shown(job: ImportJob) -> list[ShownBelt]:
    """The red ones first."""
    found = belts_of(job)
    belts = [
        ShownBelt(
            belt["name"],
            belt["figure"],
            belt["sentence"],
            belt["examples"],
            belt["is_red"],
            belt["name"] not in found.unconfirmed and belt["is_red"],
        )
        for belt in found.belts
    ]
    return sorted(belts, key=lambda belt: not belt.is_red)


def described(job: ImportJob) -> dict[str, Any]:
    found = belts_of(job)
    return {
        "results": [_told(belt, found) for belt in found.belts],
        "confirm": found.unconfirmed,
        "confirmed_by": found.confirmed_by.get_username() if found.confirmed_by else None,
        "confirmed_at": rfc3339(found.confirmed_at),
    }


def _told(belt: dict[str, Any], found: SeatBelts) -> dict[str, Any]:
    told = {name: belt[name] for name in ("name", "figure", "of", "sentence", "examples")}
    return {**told, "red": belt["is_red"], "confirmed": belt["name"] in found.confirmed}


def in_lines(job: ImportJob) -> list[str]:
    """For a terminal."""
    return [f"{'!' if belt.is_red else '·'} {belt.name}: {belt.sentence}" for belt in shown(job)]


def confirmation(job: ImportJob) -> str:
    """What a command adds that lets the job pass; empty if nothing is needed."""
    return "".join(f" --confirm {name}={figure}" for name, figure in belts_of(job).unconfirmed.items())
