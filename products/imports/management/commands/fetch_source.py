"""`manage.py fetch_source NAME`: fetches a source now and imports what came, in this process."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import claims, runs
from products.imports.fetching.fetch_schemas import described_run
from products.imports.management.commands.import_products import SOME_REJECTED, WAITING
from products.imports.management.commands.import_products import Command as ImportCommand
from products.imports.models import Source
from products.imports.sources.refusals import Refusal
from products.jobs.models import ImportJob
from products.jobs.states import AWAITING, Status


class Command(ImportCommand):
    """Exit status as of import_products; 0 also if there is nothing new, 1 also if it could not be fetched."""

    help = "Fetches the file of a source and imports it if it is a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the source, by name or ID")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        run = _fetched(options["name"])
        if run.job is None:
            self._tell(run, as_json=options["json"])
            return
        label = run.file_name
        self._carry_on(run.job, label, as_json=options["json"])
        self._report(run.job, label, as_json=options["json"])
        if status := _exit_status(run.job):
            sys.exit(status)

    def _tell(self, run: SourceRun, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({**described_run(run), "job_id": None}))
        elif not run.went_wrong:
            self.stdout.write(run.sentence or f"{run.source}: unchanged")
        if run.went_wrong:
            self.stderr.write(f"{run.source}: {run.sentence}")
            sys.exit(1)


def _fetched(name: str) -> SourceRun:
    source = Source.objects.called(name)
    fetch = SourceFetch.objects.select_related("source").filter(pk=source.pk).first() if source else None
    if fetch is None:
        raise CommandError(f"There is no source “{name}” that is fetched. Set it up on its page.")
    try:
        asked = claims.run_now(fetch, by=None)
    except Refusal as refusal:
        raise CommandError(f"{source}: {refusal}") from refusal
    run = runs.carry_out(asked.pk, hand_over=False)
    if run is None:
        raise CommandError(f"{source}: another worker is fetching it.")
    return run


def _exit_status(job: ImportJob) -> int:
    if job.status in (Status.FAILED, Status.CANCELLED):
        return 1
    if job.status in AWAITING:
        return WAITING
    return SOME_REJECTED if job.rejected else 0
