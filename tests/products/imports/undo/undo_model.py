"""What imports, people and undos make of a catalogue: a plain model that shares no code with the pipeline."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

Values = dict[str, Any]


@dataclass
class Item:
    """One product, deleted or not. `log`: which job raised its version, None for a person."""

    sku: str
    values: Values
    version: int = 1
    log: list[UUID | None] = field(default_factory=list)
    deleted_by: UUID | None = None


@dataclass
class Did:
    """What a job did to one product."""

    action: str
    before: Values
    after: Values
    at: int
    """How long the product's log was then."""


class Model:
    def __init__(self) -> None:
        self._ids = count()
        self.items: dict[int, Item] = {}
        """Those that are there."""
        self.gone: dict[int, Item] = {}
        self.did: dict[UUID, dict[int, Did]] = {}
        self.exempt: set[UUID] = set()
        """Undos, and jobs for which an undo was asked."""

    def catalogue(self) -> dict[str, tuple[Any, ...]]:
        return {each.sku: (*map(_plain, each.values.values()), each.version) for each in self.items.values()}

    def find(self, sku: str) -> int | None:
        return next((pk for pk, each in self.items.items() if each.sku == sku), None)

    def create(self, sku: str, values: Values) -> int:
        pk = next(self._ids)
        self.items[pk] = Item(sku, dict(values))
        return pk

    def change(self, pk: int, values: Values, by: UUID | None = None) -> Did | None:
        item = self.items[pk]
        differ = {key: value for key, value in values.items() if item.values[key] != value}
        if not differ:
            return None
        did = Did("changed", {key: item.values[key] for key in differ}, differ, 0)
        item.values |= differ
        item.version += 1
        item.log.append(by)
        return did

    def delete(self, pk: int, by: UUID | None = None) -> None:
        self.gone[pk] = self.items.pop(pk)
        self.gone[pk].deleted_by = by

    def load(self, job: UUID, rows: dict[str, Values]) -> None:
        self.did[job] = {}
        for sku, values in rows.items():
            pk = self.find(sku)
            if pk is None:
                self.did[job][self.create(sku, values)] = Did("created", {}, dict(values), 0)
            elif did := self.change(pk, values, job):
                self.did[job][pk] = did

    def undo(self, job: UUID, undo: UUID, *, ours: bool, deactivate: bool) -> Counter[str]:
        """The counters of the undo. `ours`: all conflicts are decided so."""
        counts: Counter[str] = Counter()
        self.exempt |= {job, undo}
        self.did[undo] = {}
        for pk, did in self.did[job].items():
            counts[self._take_back(pk, did, undo, ours=ours, deactivate=deactivate)] += 1
        return counts

    def _take_back(self, pk: int, did: Did, undo: UUID, *, ours: bool, deactivate: bool) -> str:
        if did.action == "created":
            return self._take_back_created(pk, did, undo, ours=ours, deactivate=deactivate)
        if did.action == "deleted":
            return self._restore(pk, undo)
        if pk not in self.items:
            return "conflicts"
        return self._take_back_changed(pk, did, undo, ours=ours)

    def _take_back_created(self, pk: int, did: Did, undo: UUID, *, ours: bool, deactivate: bool) -> str:
        item = self.items.get(pk)
        if item is None or (deactivate and not item.values["active"]):
            return "unchanged"
        since = item.log[did.at :]
        if not ours and (any(by not in self.exempt for by in since) or item.values != did.after):
            return "conflicts"
        if deactivate:
            self._note(pk, undo, self.change(pk, {"active": False}, undo))
            return "updated"
        self._note(pk, undo, Did("deleted", dict(item.values), {}, 0))
        self.delete(pk, undo)
        return "deleted"

    def _restore(self, pk: int, undo: UUID) -> str:
        if pk in self.items:
            return "unchanged"
        item = self.gone[pk]
        if self.find(item.sku) is not None or item.deleted_by not in self.exempt:
            return "conflicts"
        self.items[pk] = self.gone.pop(pk)
        item.version += 1
        item.log.append(undo)
        self._note(pk, undo, Did("created", {}, dict(item.values), len(item.log)))
        return "created"

    def _take_back_changed(self, pk: int, did: Did, undo: UUID, *, ours: bool) -> str:
        now = self.items[pk].values
        stays = {key for key in did.after if now[key] == did.before[key]}
        conflicts = {key for key in did.after if key not in stays and now[key] != did.after[key]}
        back = {key: did.before[key] for key in did.after if ours or key not in conflicts}
        if changed := self.change(pk, back, undo):
            self._note(pk, undo, changed)
            return "updated"
        return "conflicts" if conflicts else "unchanged"

    def _note(self, pk: int, undo: UUID, did: Did | None) -> None:
        if did:
            self.did[undo][pk] = did


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value)
