"""Files of folders are put away when their imports have ended: to `done` or `failed`, with a report beside them."""

from __future__ import annotations

import json
import logging

from django.utils import timezone

from products.imports.fetch_models import SourceRun
from products.imports.fetching.failures import FetchFailure
from products.imports.fetching.folders import DONE, FAILED, IMPORTING, folder
from products.imports.same_file import what_became_of
from products.jobs.models import ImportJob
from products.jobs.progress import snapshot
from products.jobs.states import Status

log = logging.getLogger(__name__)


FOLDER = "folder"
"""Under this name the run says where its file lay."""


def put_away_ended() -> None:
    """A folder that cannot be used now is tried again later."""
    for run in SourceRun.objects.to_be_put_away().select_related("job"):
        try:
            if run.job:
                put_away(run.seen.get(FOLDER, ""), run.kept_as, run.job)
        except (FetchFailure, OSError) as error:
            log.warning("a file of source %s cannot be put away: %s", run.source_id, error)
        else:
            SourceRun.objects.filter(pk=run.pk).update(put_away_at=timezone.now())


def put_away(address: str, name: str, job: ImportJob) -> None:
    """Safe to do twice: what is gone from `importing` was put away."""
    became = DONE if job.status == Status.COMPLETED else FAILED
    with folder(address) as box, box.inner(IMPORTING) as taken, box.inner(became) as place:
        if taken.look(name) is None:
            return
        new = taken.move(name, place)
        place.write(f"{new}.report.txt", in_words(job))
        place.write(f"{new}.report.json", json.dumps(snapshot(job), indent=2, ensure_ascii=False))


def put_away_refused(address: str, name: str, sentence: str) -> None:
    """A file that never became an import."""
    with folder(address) as box, box.inner(IMPORTING) as taken, box.inner(FAILED) as place:
        if taken.look(name) is not None:
            new = taken.move(name, place)
            place.write(f"{new}.report.txt", f"{name}: {sentence}\n")


def in_words(job: ImportJob) -> str:
    lines = [f"{job}: {job.status_word}: {job.error_message or what_became_of(job)}", *job.warnings]
    if job.finished_at:
        lines.append(f"It ended at {job.finished_at:%Y-%m-%d %H:%M} UTC. See {job.get_absolute_url()}")
    return "\n".join(map(str, lines)) + "\n"
