"""Which changes of a plan a person wants to see: filters, and the conditions on the plan that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from psycopg import sql

from products.imports.steps import reviewed
from products.jobs.models import ImportJob
from products.jobs.record import Kind

Action = Literal["create", "update", "delete"]
ACTIONS: tuple[Action, ...] = ("create", "update", "delete")


class InvalidFilter(Exception):
    """`fields`: filter → what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = fields


@dataclass(frozen=True)
class Filters:
    """Nothing given: all changes. Ratios are new prices divided by old ones: 1.1 is ten per cent more."""

    action: Action | None = None
    field: str = ""
    ratio_min: Decimal | None = None
    ratio_max: Decimal | None = None
    q: str = ""
    left_out: bool | None = None

    def condition(self, job: ImportJob) -> sql.Composable:
        """On a row of the job's plan. Raises InvalidFilter."""
        parts = [
            *_of_kind(job),
            *self._of_action(job),
            *self._of_field(job),
            *self._of_ratio(),
            *self._of_text(),
            *self._of_left_out(),
        ]
        return sql.SQL(" AND ").join(parts) if parts else sql.SQL("true")

    def _of_action(self, job: ImportJob) -> list[sql.Composable]:
        if self.action not in (None, *ACTIONS):
            raise InvalidFilter({"action": "Use create, update or delete."})
        if self.action == "create":  # as the index has it
            return [sql.SQL("product_id IS NULL")]
        return [sql.SQL("{} = {}").format(reviewed.action_of(job), sql.Literal(self.action))] if self.action else []

    def _of_field(self, job: ImportJob) -> list[sql.Composable]:
        if not self.field:
            return []
        known = {field.key: field for field in reviewed.changed_fields(job)}
        if self.field not in known:
            raise InvalidFilter({"field": f"This import has no field “{self.field}”."})
        key = sql.Literal(self.field)
        changed = reviewed.changes(job, known[self.field])
        if self.left_out:
            return [sql.SQL("left_values ? {}").format(key)]
        return [changed]

    def _of_ratio(self) -> list[sql.Composable]:
        bounds = (("{} >= {}", self.ratio_min), ("{} <= {}", self.ratio_max))
        found: list[sql.Composable] = [
            sql.SQL(cast("Literal['{} >= {}']", template)).format(reviewed.RATIO, sql.Literal(bound))
            for template, bound in bounds
            if bound is not None
        ]
        return [reviewed.RATED, *found] if found else []

    def _of_text(self) -> list[sql.Composable]:
        if not self.q.strip():
            return []
        escaped = self.q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return [
            sql.SQL("(sku ILIKE {0} OR name ILIKE {0} OR name_before ILIKE {0})").format(sql.Literal(f"%{escaped}%"))
        ]

    def _of_left_out(self) -> list[sql.Composable]:
        if self.left_out is None:
            return []
        return [sql.SQL("(left_values IS NOT NULL OR aside IS NOT NULL)" if self.left_out else "aside IS NULL")]


def _of_kind(job: ImportJob) -> list[sql.Composable]:
    """The conflicts of an undo stand in a list of their own."""
    return [sql.SQL("(aside IS NULL OR aside = 'left_out')")] if job.kind == Kind.UNDO else []
