"""The products that a person leaves out of a waiting plan: their positions stand in a table of their own beside it.

That is quick to write, while marking them in the plan itself writes its wide rows and all of its indexes anew. They
are marked there (`aside`) when their chunk is applied.
"""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.jobs import tables
from products.jobs.models import ImportJob

LAST = 2**31 - 1


def left_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "left")


def make(job: ImportJob) -> None:
    """An empty one. Plans of earlier versions have none until something is left out of them."""
    _execute("CREATE TABLE IF NOT EXISTS {left} (position integer PRIMARY KEY)", job)


def positions(job: ImportJob) -> sql.Composable:
    """What to join with a plan: the column `position`."""
    return left_table(job) if tables.is_there(left_table(job)) else sql.SQL("(SELECT 0 AS position WHERE false)")


def remains(job: ImportJob) -> sql.Composable:
    """The condition on a row of `plan` that it is to be applied."""
    return sql.SQL("(plan.aside IS NULL AND NOT {})").format(is_left(job))


def is_left(job: ImportJob) -> sql.Composable:
    """The condition on a row of `plan` that it stands in the table."""
    if not tables.is_there(left_table(job)):
        return sql.SQL("false")
    return sql.SQL("EXISTS (SELECT FROM {} gone WHERE gone.position = plan.position)").format(left_table(job))


def of_which_something_is(job: ImportJob) -> sql.Composable:
    """A SELECT of the positions of which the whole row or single values are left out. Each part of it has its index."""
    return sql.SQL(_OF_WHICH_SOMETHING_IS).format(plan=tables.own_table(job, "plan"), left=positions(job))


def mark(job: ImportJob, *, after: int, upto: int) -> None:
    """Mark those of a chunk in the plan."""
    if tables.is_there(left_table(job)):
        _execute(_MARK, job, after=sql.Literal(after), upto=sql.Literal(upto))


def mark_all(job: ImportJob) -> None:
    """Mark them before positions change."""
    if tables.is_there(left_table(job)):
        _execute(_MARK, job, after=sql.SQL("0"), upto=sql.Literal(LAST))
        _execute("TRUNCATE {left}", job)


_OF_WHICH_SOMETHING_IS = """
    SELECT position FROM {left} gone
    UNION ALL SELECT position FROM {plan} WHERE aside = 'left_out'
    UNION ALL SELECT position FROM {plan} WHERE left_values IS NOT NULL
"""

_MARK = """
    UPDATE {plan} plan SET aside = 'left_out'
    FROM {left} gone
    WHERE gone.position = plan.position AND plan.aside IS NULL
      AND plan.position > {after} AND plan.position <= {upto} AND gone.position > {after} AND gone.position <= {upto}
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    own = {"plan": tables.own_table(job, "plan"), "left": left_table(job)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**own, **parts))
