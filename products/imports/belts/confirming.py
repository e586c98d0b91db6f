"""The figures of red belts, as a person types them to let an import pass."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from products.imports.models import SeatBelts
from products.jobs.models import ImportJob


class ConfirmNeeded(Exception):
    """Red belts whose figure was not given, or another one: name → the figure that is shown."""

    def __init__(self, figures: Mapping[str, int]) -> None:
        named = ", ".join(f"{name}: {figure}" for name, figure in figures.items())
        super().__init__(
            f"Seat belts hold this import. Look at what they say; then confirm each with its figure ({named})."
        )
        self.figures = dict(figures)


def belts_of(job: ImportJob) -> SeatBelts:
    """What was found striking; an empty record if nothing was."""
    return SeatBelts.objects.select_related("confirmed_by").filter(job=job).first() or SeatBelts(job=job)


def forget(job: ImportJob) -> None:
    """What was confirmed of a plan that is made anew. Nobody is asked a second time whether to read on."""
    found = belts_of(job)
    if found.confirmed:
        found.confirmed = {name: figure for name, figure in found.confirmed.items() if name == "rejected"}
        found.save(update_fields=["confirmed"])


def confirm(job: ImportJob, typed: Mapping[str, int], *, by: AbstractBaseUser | None) -> None:
    """Let the job pass its red belts. In the transaction of the decision. Raises ConfirmNeeded."""
    found = belts_of(job)
    missing = {name: figure for name, figure in found.unconfirmed.items() if typed.get(name) != figure}
    if missing:
        raise ConfirmNeeded(missing)
    if found.unconfirmed:
        found.confirmed = {**found.confirmed, **found.unconfirmed}
        found.confirmed_by_id, found.confirmed_at = by.pk if by else None, timezone.now()
        found.save(update_fields=["confirmed", "confirmed_by_id", "confirmed_at"])
