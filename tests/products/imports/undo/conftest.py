"""An import is undone in the test's own process: planned, agreed to, and applied."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

from products.imports.review import deciding
from products.imports.undo import requesting
from products.imports.undo.undo_run import UndoRun
from products.jobs import conductor
from products.jobs.models import ImportJob

FIRST = "sku,name,description,price\nA,Mug,Old,5.00\nB,Cup,Old,6.00\nC,Pot,Same,7.00\n"
SECOND = "sku,name,description,price\nA,Mug,New,5.50\nB,Cup!,Old,6.00\nC,Pot,Same,7.00\nD,Jug,Nice,8.00\n"

Undo: TypeAlias = Callable[..., ImportJob]


def carry_on(job: ImportJob) -> ImportJob:
    assert conductor.run(job.id, UndoRun)
    job.refresh_from_db()
    return job


def plan_undo(job: ImportJob, *, deactivate: bool = False) -> ImportJob:
    """As far as to where it waits for a person."""
    return carry_on(requesting.prepare(job, user=None, deactivate=deactivate))


def undo(job: ImportJob, *, deactivate: bool = False) -> ImportJob:
    """To the end."""
    planned = plan_undo(job, deactivate=deactivate)
    if planned.status == "awaiting_review":
        deciding.apply(planned, by=None)
        carry_on(planned)
    assert (planned.status, planned.error_message) == ("completed", "")
    return planned


@pytest.fixture
def take_back(transactional_db: None) -> Undo:
    return undo
