"""Texts from before every door gave them one spelling get it too, by a job that a migration leaves (docs/adr/0013).

It goes through the products in the order of their keys. Each chunk is one transaction with the counters and the place
where the next one begins.
"""

import logging

from django.db import transaction

from products import catalogue
from products.jobs import progress
from products.jobs.conductor import Conductor
from products.jobs.locks import catalogue_lock
from products.jobs.states import Phase
from products.models import Product
from products.models.size import number_of_products

CHUNK_ROWS = 1_000
MOST_LISTED = 100
"""Texts that stay as they are, on the job's page; the log has all."""

logger = logging.getLogger(__name__)


class Respelling(Conductor):
    """`job.options`: `after`, the key of the last product that was looked at."""

    def conduct(self) -> None:
        progress.publish(self.job)
        self.go_on()
        with catalogue_lock() as lock:
            self.wait_for(lock)
            self.enter(Phase.APPLYING)
            while self._respell_chunk():
                progress.publish(self.job)
                self.go_on()
            self.look_at_products(changed=self.job.updated)
            self.settle(self.job.complete)

    def _respell_chunk(self) -> bool:
        """False if there is no product left."""
        job = self.job
        with transaction.atomic():
            after = job.options.get("after", "")
            following = Product.objects.filter(sku_key__gt=after).in_sku_order()
            keys = list(following.values_list("sku_key", flat=True)[:CHUNK_ROWS])
            last = keys[-1] if keys else after
            written, left = catalogue.respell(following.filter(sku_key__lte=last))
            for sentence in left:
                logger.warning("%s", sentence)
            upto = job.checkpoint + len(keys)
            total = upto if len(keys) < CHUNK_ROWS else max(upto, number_of_products())
            job.advance_or_leave(
                checkpoint=upto,
                total_rows=total,
                progress=99 * upto // max(total, 1),
                updated=job.updated + written,
                unchanged=job.unchanged + len(keys) - written,
                warnings=_listed(job.warnings, left),
                options=job.options | {"after": last},
            )
        return len(keys) == CHUNK_ROWS


def _listed(warnings: list[str], left: list[str]) -> list[str]:
    if len(warnings) > MOST_LISTED:
        return warnings
    more = [*warnings, *left]
    return more if len(more) <= MOST_LISTED else [*more[:MOST_LISTED], "The server's log lists more of them."]
