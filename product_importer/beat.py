"""Beat that leaves a sign of life with each tick: `/health/ready/` shows within two minutes that it is gone."""

import dbm
import logging
from typing import Any

from celery.beat import PersistentScheduler

from product_importer.launch import sign_file
from product_importer.lib import signs_of_life

log = logging.getLogger(__name__)

LONGEST_SLEEP_SECONDS = 10.0


class SeenScheduler(PersistentScheduler):
    def sync(self) -> None:
        """Without its file it works as well, and a full disk will have space again."""
        try:
            super().sync()
        except dbm.error as error:
            log.warning("The schedule cannot be written: %s", error)

    def tick(self, *args: Any, **options: Any) -> float:
        sign_file.touch()
        signs_of_life.mark_seen("beat")
        return min(float(super().tick(*args, **options)), LONGEST_SLEEP_SECONDS)
