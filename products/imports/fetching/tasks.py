"""The Celery tasks that fetch sources. Their names are a contract, and older than this module."""

from celery import shared_task

from products.imports.fetching import claims, expectations, fetch_leftovers, runs
from products.jobs import worker


@shared_task(name="products.imports.tasks.fetch_due_sources")
def fetch_due_sources() -> None:
    """Give due sources to workers, and look after what is owed to others."""
    fetch_leftovers.sweep()
    claims.dispatch()
    expectations.tell_of_late()


@shared_task(name=claims.TASK)
def fetch_source(run_id: int) -> None:
    """Fetch a source once, unless another worker is at it. The next that is due need not wait for the beat."""
    runs.carry_out(run_id, should_stop=worker.is_stopping)
    claims.dispatch()
