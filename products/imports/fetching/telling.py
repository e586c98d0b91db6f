"""Who wants to hear of it is told here, and nowhere else: in the transaction in which it becomes true."""

import logging

from products.imports.fetch_models import SourceFetch, SourceRun

log = logging.getLogger(__name__)


def late(fetch: SourceFetch) -> None:
    """The file of the source should have come by `fetch.due_by`. Once for each time that it is expected."""
    log.warning("the file of source %s is late", fetch.source_id)


def went_wrong(run: SourceRun) -> None:
    """The source could not be fetched, and nothing more is tried before the schedule says so."""
    log.warning("source %s could not be fetched: %s", run.source_id, run.code)
