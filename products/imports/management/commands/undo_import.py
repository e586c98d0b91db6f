"""`manage.py undo_import`."""

import json
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser

from product_importer.accounts.audited_command import AuditedCommand
from products.imports.review import deciding
from products.imports.undo import console, requesting, undo_run
from products.jobs import progress
from products.jobs.conductor import DATABASE_AWAY
from products.jobs.console import watching
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.states import Status

SOME_IN_CONFLICT, WAITING = 3, 4
INTERRUPTED = "The undo was interrupted; it goes on by itself while a worker runs. See {}"


class Command(AuditedCommand):
    """Exit status: 0 all taken back; 3 some in conflict; 4 the plan waits for a person; 1 failed, or impossible."""

    help = "Undoes an import, bulk work or an undo: shows what that would change, and waits, or applies it at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="of the import, of bulk work, or of an undo")
        parser.add_argument("--yes", action="store_true", help="apply the changes at once, in this process")
        parser.add_argument(
            "--deactivate", action="store_true", help="make products that it created inactive instead of deleting them"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = requesting.prepare(_job(options["id"]), user=None, deactivate=options["deactivate"])
        except requesting.CannotUndo as error:
            raise CommandError(str(error)) from error
        self.subjects.append(str(job.pk))
        _carry_on(job, quiet=options["json"])
        if job.status == Status.AWAITING_REVIEW and options["yes"] and not settings.IMPORT_REVIEW_REQUIRED:
            deciding.apply(job, by=None)
            _carry_on(job, quiet=options["json"])
        self._report(job, as_json=options["json"])
        if job.status in (Status.FAILED, Status.CANCELLED):
            sys.exit(1)
        if job.status == Status.AWAITING_REVIEW:
            sys.exit(WAITING)
        if job.conflict_rows.exists():
            sys.exit(SOME_IN_CONFLICT)

    def _report(self, job: ImportJob, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(progress.snapshot(job)))
        elif job.status == Status.FAILED:
            self.stderr.write(f"{job}: {job.error_message}")
        elif job.status == Status.AWAITING_REVIEW:
            self.stdout.write(f"{job}: waiting to be reviewed: {console.totals(job)}")
            for line in console.ways_on(job):
                self.stderr.write(line)
        else:
            self.stdout.write(f"{job}: {console.summary(job)}")


def _carry_on(job: ImportJob, *, quiet: bool) -> None:
    try:
        with watching(job, quiet=quiet):
            undo_run.run(job.id)
    except (LockLost, *DATABASE_AWAY) as interruption:
        raise CommandError(INTERRUPTED.format(job.get_absolute_url())) from interruption
    job.refresh_from_db()


def _job(text: str) -> ImportJob:
    try:
        return ImportJob.objects.visible().get(pk=text)
    except (ImportJob.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no job with the ID {text}.") from error
