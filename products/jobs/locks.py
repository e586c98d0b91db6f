"""The locks of jobs: one worker a job, one change of the catalogue at a time."""

import uuid

from product_importer.lib.locks import AdvisoryLock, LockLost

__all__ = ["CATALOGUE", "AdvisoryLock", "LockLost", "catalogue_lock", "job_lock"]

CATALOGUE = "catalogue"
"""Held around planning and applying, and by whoever empties the catalogue: one at a time, so no plan goes stale."""


def job_lock(job_id: uuid.UUID) -> AdvisoryLock:
    """One worker a job: a second delivery of its task finds the lock taken and leaves."""
    return AdvisoryLock(f"import job {job_id}")


def catalogue_lock() -> AdvisoryLock:
    return AdvisoryLock(CATALOGUE)
