"""The locks of jobs: one worker a job, one change of the catalogue at a time."""

import uuid
from collections.abc import Iterable

from product_importer.lib.locks import AdvisoryLock, LockLost, held_by_anybody

__all__ = ["CATALOGUE", "AdvisoryLock", "LockLost", "catalogue_lock", "job_lock", "worked_on"]

CATALOGUE = "catalogue"
"""Held around planning and applying, and by whoever empties the catalogue: one at a time, so no plan goes stale."""


def job_lock(job_id: uuid.UUID) -> AdvisoryLock:
    """One worker a job: a second delivery of its task finds the lock taken and leaves."""
    return AdvisoryLock(_name(job_id))


def worked_on(job_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the jobs that have a worker now."""
    by_name = {_name(job_id): job_id for job_id in job_ids}
    return {by_name[name] for name in held_by_anybody([*by_name])}


def catalogue_lock() -> AdvisoryLock:
    return AdvisoryLock(CATALOGUE)


def _name(job_id: uuid.UUID) -> str:
    return f"import job {job_id}"
