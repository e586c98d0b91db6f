"""The warnings of a job: a sentence for each product that stays as it is, but not a million of them."""

import logging

from product_importer.lib.warning import Warned

MOST_LISTED = 100
"""On the job's page; the log has all."""

logger = logging.getLogger(__name__)


def with_more(warnings: list[Warned], sentences: list[Warned]) -> list[Warned]:
    """The warnings so far and these, which are logged as well."""
    for sentence in sentences:
        logger.warning("%s", sentence)
    if len(warnings) > MOST_LISTED:
        return warnings
    more = [*warnings, *sentences]
    return (
        more
        if len(more) <= MOST_LISTED
        else [*more[:MOST_LISTED], Warned("The server's log lists more of them.", "more_in_log")]
    )
