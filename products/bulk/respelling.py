"""Texts from before every door gave them one spelling get it too, by a job that a migration leaves (docs/adr/0013).

It goes through the products in the order of their keys. Each chunk is one transaction with the counters and the place
where the next one begins.
"""

from django.db import transaction

from product_importer.lib.warning import Warned
from products import catalogue
from products.bulk.job_warnings import with_more
from products.jobs import progress
from products.jobs.conductor import Conductor
from products.jobs.locks import catalogue_lock
from products.jobs.states import Phase
from products.models import Product
from products.models.size import number_of_products

CHUNK_ROWS = 1_000


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
            upto = job.checkpoint + len(keys)
            total = upto if len(keys) < CHUNK_ROWS else max(upto, number_of_products())
            job.advance_or_leave(
                checkpoint=upto,
                total_rows=total,
                progress=99 * upto // max(total, 1),
                updated=job.updated + written,
                unchanged=job.unchanged + len(keys) - written,
                warnings=with_more(job.warnings, [Warned(each, "not_respelt") for each in left]),
                options=job.options | {"after": last},
            )
        return len(keys) == CHUNK_ROWS
