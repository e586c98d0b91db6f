"""Beat that leaves a sign of life with each tick: `/health/ready/` shows within two minutes that it is gone."""

from typing import Any

from celery.beat import PersistentScheduler

from product_importer.lib import signs_of_life

LONGEST_SLEEP_SECONDS = 10.0


class SeenScheduler(PersistentScheduler):
    def tick(self, *args: Any, **options: Any) -> float:
        signs_of_life.mark_seen("beat")
        return min(float(super().tick(*args, **options)), LONGEST_SLEEP_SECONDS)
