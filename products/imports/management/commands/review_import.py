"""`manage.py review_import`."""

import json
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser

from product_importer.accounts.audited_command import AuditedCommand
from products.imports import running
from products.imports.belts.confirming import ConfirmNeeded
from products.imports.belts.presenters import in_lines
from products.imports.review import console, deciding
from products.imports.undo import console as undo_console
from products.imports.undo import undo_run
from products.jobs import progress
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.jobs.states import Status


class Command(AuditedCommand):
    """Exit status: 0 decided, or shown; 1 it does not wait to be reviewed, or failed."""

    help = "Shows what an import that waits would change, and applies or discards it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="of the import")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--apply", action="store_true", help="apply the changes, in this process")
        what.add_argument("--discard", action="store_true", help="end the import without changing anything")
        what.add_argument("--show", action="store_true", help="print the first changes (as if nothing is said)")
        parser.add_argument(
            "--confirm",
            action="append",
            default=[],
            metavar="BELT=FIGURE",
            help="let a red seat belt pass, such as price_jump=6021",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        job = _job(options["id"])
        self.subjects.append(str(job.pk))
        try:
            if options["discard"]:
                deciding.discard(job, by=None)
            elif options["apply"]:
                deciding.apply(job, by=None, confirm=console.confirmed(options["confirm"]))
                _carry_on(job)
            else:
                self._show(job, as_json=options["json"])
                return
        except (deciding.NotWaiting, ConfirmNeeded, ValueError) as error:
            raise CommandError(str(error)) from error
        job.refresh_from_db()
        said = json.dumps(progress.snapshot(job)) if options["json"] else f"{job}: {progress.sentence(job)}"
        self.stdout.write(said)
        if job.status == Status.FAILED:
            sys.exit(1)

    def _show(self, job: ImportJob, *, as_json: bool) -> None:
        if not deciding.is_waiting(job):
            raise deciding.NotWaiting
        if as_json:
            self.stdout.write(json.dumps(progress.snapshot(job)))
            return
        totals = undo_console.totals if job.kind == Kind.UNDO else console.totals
        self.stdout.write(f"{job}: {totals(job)}")
        for line in (*in_lines(job), *console.changes_in_lines(job)):
            self.stdout.write(line)


def _carry_on(job: ImportJob) -> None:
    (undo_run if job.kind == Kind.UNDO else running).run(job.id)


def _job(text: str) -> ImportJob:
    try:
        return ImportJob.objects.visible().filter(kind__in=(Kind.IMPORT, Kind.UNDO)).get(pk=text)
    except (ImportJob.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no import with the ID {text}.") from error
