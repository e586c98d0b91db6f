"""Which changes of a plan a person wants to see: filters, and the conditions on the plan that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from django.db.models import Q
from psycopg import sql

from products.fields.field import Field
from products.imports.steps import left_out, reviewed
from products.jobs.models import ImportJob

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
        parts: list[sql.Composable] = [_SHOWN]
        parts += [*self._of_action(job), *self._of_field(job), self.of_ratio, *self._of_text()]
        return sql.SQL(" AND ").join([*parts, *self._of_left_out(job)])

    def field_among(self, fields: Iterable[Field]) -> Field | None:
        """The field that is asked for, if one is. Raises InvalidFilter if it is none of these."""
        known = {field.key: field for field in fields}
        if self.field and self.field not in known:
            raise InvalidFilter({"field": f"This import has no field “{self.field}”."})
        return known.get(self.field)

    @property
    def text(self) -> str:
        """What the SKU or the name is to contain. PostgreSQL has no NUL."""
        return self.q.replace("\0", "").strip()

    @property
    def is_of_ratio(self) -> bool:
        return self.ratio_min is not None or self.ratio_max is not None

    @property
    def pattern(self) -> str:
        """For ILIKE: what contains the text. Empty if no text is asked for."""
        text = self.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"%{text}%" if text else ""

    @property
    def of_product(self) -> Q:
        """The condition on a product of the catalogue that its SKU or its name contains the text."""
        return Q(sku__ilike=self.text) | Q(name__ilike=self.text) if self.text else Q()

    def check_action(self) -> None:
        """Raises InvalidFilter."""
        if self.action not in (None, *ACTIONS):
            raise InvalidFilter({"action": "Use create, update or delete."})

    def _of_action(self, job: ImportJob) -> list[sql.Composable]:
        self.check_action()
        if self.action == "create":  # as the index has it
            return [sql.SQL("product_id IS NULL")]
        return [sql.SQL("{} = {}").format(reviewed.action_of(job), sql.Literal(self.action))] if self.action else []

    def _of_field(self, job: ImportJob) -> list[sql.Composable]:
        field = self.field_among(reviewed.changed_fields(job))
        if field is None:
            return []
        if self.left_out:
            return [sql.SQL("left_values ? {}").format(sql.Literal(field.key))]
        return [reviewed.changes(job, field)]

    @property
    def of_ratio(self) -> sql.Composable:
        """On a row of any plan, as its index on ratios has it."""
        bounds = (("{} >= {}", self.ratio_min), ("{} <= {}", self.ratio_max))
        found: list[sql.Composable] = [
            sql.SQL(cast("Literal['{} >= {}']", template)).format(reviewed.RATIO, sql.Literal(bound))
            for template, bound in bounds
            if bound is not None
        ]
        return sql.SQL(" AND ").join([reviewed.RATED, *found] if found else [sql.SQL("true")])

    def _of_text(self) -> list[sql.Composable]:
        if not self.pattern:
            return []
        return [sql.SQL(_CONTAINS).format(sql.Literal(self.pattern))]

    def _of_left_out(self, job: ImportJob) -> list[sql.Composable]:
        if self.left_out is None:
            return []
        if not self.left_out:
            return [left_out.remains(job)]
        return [sql.SQL("(left_values IS NOT NULL OR aside = 'left_out' OR {})").format(left_out.is_left(job))]


_SHOWN = sql.SQL("(aside IS NULL OR aside = 'left_out')")
"""Conflicts have a list of their own, and what would change nothing has none."""

_CONTAINS = "(sku ILIKE {0} OR name ILIKE {0} OR name_before IS DISTINCT FROM name AND name_before ILIKE {0})"
