"""`manage.py import_job ID`: what became of a job, and what a person may tell it."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError

from product_importer.launch.commands import DataCommand
from products.fields.reasons import FileFailure
from products.imports import any_job, receiving
from products.jobs import control, progress
from products.jobs.models import ImportJob
from products.jobs.states import AWAITING, Status

SOME_REJECTED, WAITING = 3, 4


class Command(DataCommand):
    """Exit status: 0 done, 1 failed or impossible, 3 some rows rejected, 4 it waits for a person."""

    help = "Shows an import, undo or bulk work; cancels it, resumes it where it stopped, or imports its file again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", metavar="ID", help="of the job")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--resume", action="store_true", help="go on where it stopped, in this process")
        what.add_argument("--again", action="store_true", help="import the stored file of an ended import again")
        what.add_argument("--cancel", action="store_true", help="stop at the next chunk; what was applied stays")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        job = any_job.called(options["id"])
        if options["cancel"]:
            _cancel(job)
        elif options["resume"]:
            _resume(job, quiet=options["json"])
        elif options["again"]:
            job = _again(job)
            any_job.carry_on(job, quiet=options["json"])
        self._report(job, as_json=options["json"])
        if options["resume"] or options["again"]:
            _end(job)

    def _report(self, job: ImportJob, *, as_json: bool) -> None:
        said = json.dumps(progress.snapshot(job)) if as_json else f"{job}: {progress.sentence(job)}"
        self.stdout.write(said if as_json else f"{said} {job.get_absolute_url()}")


def _cancel(job: ImportJob) -> None:
    if not control.cancel(job):
        raise CommandError("This job has already ended.")


def _resume(job: ImportJob, *, quiet: bool) -> None:
    if not control.make_ready(job):
        raise CommandError(f"{control.NOT_RESUMABLE} Give --again.")
    any_job.carry_on(job, quiet=quiet)


def _again(job: ImportJob) -> ImportJob:
    try:
        return receiving.keep_again(job, user=None)
    except (receiving.NotEnded, FileFailure) as error:
        raise CommandError(str(error)) from error


def _end(job: ImportJob) -> None:
    if job.status in (Status.FAILED, Status.CANCELLED):
        sys.exit(1)
    if job.status in AWAITING:
        sys.exit(WAITING)
    if job.rejected:
        sys.exit(SOME_REJECTED)
