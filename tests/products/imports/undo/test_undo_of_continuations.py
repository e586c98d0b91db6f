"""An import is undone together with those of its corrected rows."""

import pytest

from products.imports import running
from products.imports.mending.actions import Action
from products.imports.mending.one_for_all import mend_all
from products.imports.mending.retrying import retry
from products.imports.undo import requesting
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.undo.conftest import Undo

FIRST = "sku,name,active\nA,Mug,yes\nB,Cup,perhaps\nC,Pot,perhaps\n"


@pytest.fixture
def mended(import_file: Import) -> ImportJob:
    """Two of its three rows came in later, by another import."""
    job = import_file(FIRST)
    mend_all(job, job.rejected_rows.first().errors[0]["code"], Action("inactive"))  # type: ignore[union-attr]
    assert running.run(retry(job, user=None).id)
    job.refresh_from_db()
    return job


def test_import_and_its_continuations_are_undone_in_one_plan(mended: ImportJob, take_back: Undo) -> None:
    assert (counts(mended), [*catalogue()]) == ({"created": 3}, ["A", "B", "C"])

    undone = take_back(mended)

    assert (counts(undone), catalogue()) == ({"deleted": 3}, {})
    assert undone.total_rows == 3


def test_continuation_that_was_undone_by_itself_is_not_undone_again(mended: ImportJob, take_back: Undo) -> None:
    take_back(mended.continuations.get())
    assert [*catalogue()] == ["A"]

    undone = take_back(mended)

    assert (undone.deleted, undone.conflicts, catalogue()) == (1, 0, {})
    assert sum(counts(undone).values()) == undone.total_rows


def test_import_whose_corrected_rows_are_coming_in_cannot_be_undone_yet(import_file: Import) -> None:
    job = import_file(FIRST)
    mend_all(job, job.rejected_rows.first().errors[0]["code"], Action("inactive"))  # type: ignore[union-attr]
    retry(job, user=None)

    with pytest.raises(requesting.CannotUndo, match="An import of its corrected rows has not ended yet"):
        requesting.check(job)
