"""Numbered pages of a list: which rows are on one, how many there are in all, which page numbers to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.db import connection, models

PAGE_SIZE = 50
COUNTED_EXACTLY_UP_TO = 10_000
NEIGHBOURS = 1

Row = TypeVar("Row", bound=models.Model)


class Count(NamedTuple):
    number: int
    is_exact: bool


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and its place among the others. Pages are counted from 1."""

    rows: Sequence[Row]
    number: int
    size: int
    count: Count

    @property
    def pages(self) -> int:
        return last_page(self.count.number, self.size)

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def links(self) -> list[int | None]:
        """Page numbers to offer: the ends and the neighbours; None stands for a gap."""
        around = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        offered = sorted({number for number in (1, *around, self.pages) if 1 <= number <= self.pages})
        links: list[int | None] = []
        for number in offered:
            if links and number - (links[-1] or 0) > 1:
                links.append(number - 1 if number - (links[-1] or 0) == 2 else None)
            links.append(number)
        return links


def page_of(
    queryset: models.QuerySet[Row], *, key: str, number: str | int | None, count: Count, size: int = PAGE_SIZE
) -> Page[Row]:
    """The page with that number, or the nearest one that exists.

    `key` is the unique column of the queryset's order. The keys of the page are found first, from the index
    alone, so that a deep page does not read all the rows before it.
    """
    wanted = min(_page_number(number), last_page(count.number, size))
    start = (wanted - 1) * size
    keys = list(queryset.values_list(key, flat=True)[start : start + size]) if count.number else []
    return Page(rows=list(queryset.filter(**{f"{key}__in": keys})), number=wanted, size=size, count=count)


def last_page(count: int, size: int) -> int:
    return max(-(-count // size), 1)


def _page_number(text: str | int | None) -> int:
    number = str(text or 1)
    return max(int(number), 1) if number.isascii() and number.isdigit() and len(number) <= 9 else 1


def estimated_rows(model: type[models.Model]) -> int:
    """What PostgreSQL believes the table holds, without counting.

    Its running count knows of every insert and delete but is forgotten in a crash; the last ANALYZE's figure
    survives but is older. The greater of them, and never less than what was counted.
    """
    sql = """
        SELECT greatest(c.reltuples::bigint, s.n_live_tup, %s)
        FROM pg_class c JOIN pg_stat_all_tables s ON s.relid = c.oid
        WHERE c.oid = to_regclass(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [COUNTED_EXACTLY_UP_TO, model._meta.db_table])
        return int(cursor.fetchone()[0])
