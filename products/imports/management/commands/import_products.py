"""`manage.py import_products FILE …`: imports in this process, no worker needed."""

import json
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files import File
from django.core.management.base import CommandError

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.lib.humanize import counted
from products.fields.cells import shorten
from products.fields.reasons import FileFailure
from products.imports import leftovers, receiving, running
from products.imports.belts.presenters import in_lines
from products.imports.mapping import answers, remembering
from products.imports.mapping.arguments import mapping_of, recipe_of
from products.imports.mapping.console import agrees, question_in_lines, save_recipe, ways_on
from products.imports.mapping.presenters import described
from products.imports.mapping.why import request_of
from products.imports.review import console as review
from products.imports.same_file import seen
from products.imports.sources import policies
from products.imports.sources.refusals import InvalidSource, Refusal
from products.imports.upload_options import ASKING, CHOICES, InvalidOptions, Options, checked
from products.jobs import progress
from products.jobs.conductor import DATABASE_AWAY
from products.jobs.console import watching
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.record import COUNTERS, Mode
from products.jobs.states import AWAITING, Status

SOME_REJECTED, WAITING = 3, 4
INTERRUPTED = (
    "{}: the connection to the database was lost. What was applied is kept. A running worker will finish the import; "
    "without one, run this command again: rows that were already imported count as unchanged."
)
SHOWN_REJECTIONS = 10


class Command(AuditedCommand):
    """Exit status: 0 all rows taken, 3 some rejected, 4 waiting for somebody to choose the columns, 1 failed."""

    help = "Imports CSV files and workbooks into the catalogue. `-` reads standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="print what would change and write nothing")
        parser.add_argument("--review", action="store_true", help="plan it and wait until somebody applies the changes")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=HEADER",
            help="the column for a field, such as sku=Code; price= if there is none",
        )
        parser.add_argument(
            "--recipe",
            metavar="FILE.json",
            help="how the columns and rows of the file become products (docs/recipes.md)",
        )
        parser.add_argument(
            "--mapping",
            choices=[*ASKING],
            help="auto: take the suggested columns if the SKUs are beyond doubt; ask: always ask first",
        )
        parser.add_argument(
            "--save-recipe", metavar="FILE", help="write which column is what, as used or suggested, to this file"
        )
        parser.add_argument(
            "--source",
            metavar="NAME",
            help="whose file it is: its recipe is used; none: nobody's (docs/sources.md)",
        )
        parser.add_argument(
            "--remember", metavar="NAME", help="keep how the file was read for the next one, as a source of this name"
        )
        parser.add_argument(
            "--on-blank",
            choices=CHOICES["on_blank"],
            help="whether a blank cell keeps or clears the value",
        )
        parser.add_argument(
            "--duplicates",
            choices=CHOICES["duplicates"],
            help="which row to use when a SKU appears more than once",
        )
        parser.add_argument(
            "--new-without-price",
            choices=CHOICES["new_without_price"],
            help="whether to import new products with an empty price",
        )
        parser.add_argument("--delimiter", help="comma, semicolon, tab or pipe, if it is not detected")
        parser.add_argument("--sheet", help="the sheet of a workbook, if it is not the first with a table")
        parser.add_argument("--json", action="store_true", help="print one JSON object per file")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _wanted(options)
        if options["save_recipe"] and len(options["files"]) > 1:
            raise CommandError("--save-recipe is for one file at a time.")
        if options["review"] and options["dry_run"]:
            raise CommandError("Give either --review or --dry-run.")
        if options["remember"] and (len(options["files"]) > 1 or options["dry_run"]):
            raise CommandError("--remember is for one file at a time, and not for a dry run.")
        jobs = []
        for name in options["files"]:
            jobs.append(self._import(name, wanted, options))
            if jobs[-1] and jobs[-1].status == Status.CANCELLED:
                break
        if any(job is None or job.status in (Status.FAILED, Status.CANCELLED) for job in jobs):
            sys.exit(1)
        if any(job and job.status in AWAITING for job in jobs):
            sys.exit(WAITING)
        if any(job and job.rejected for job in jobs):
            sys.exit(SOME_REJECTED)

    def _import(self, name: str, wanted: Options, options: dict[str, Any]) -> ImportJob | None:
        """The job at its end, or None if the file was refused at the door; the other files are imported even so."""
        try:
            job = _receive(name, wanted, dry_run=options["dry_run"])
        except OSError as error:
            self.stderr.write(f"{name} cannot be read: {error.strerror}.")
            return None
        except FileFailure as failure:
            self.stderr.write(f"{name}: {failure.message}")
            return None
        label = _label(name, job, options["files"])
        if told := seen(job):
            self.stderr.write(f"{label}: note: {told.sentence}")
        self._carry_on(job, label, as_json=options["json"])
        if options["save_recipe"]:
            self._save_recipe(job, Path(options["save_recipe"]))
        if options["remember"] and job.status == Status.COMPLETED:
            self._remember(job, options["remember"])
        self._report(job, label, as_json=options["json"])
        if job.mode is Mode.DRY_RUN:
            leftovers.discard(job)
        return job

    def _carry_on(self, job: ImportJob, label: str, *, as_json: bool) -> None:
        """To its end, or to where somebody has to choose the columns; at a terminal, that is whoever sits there."""
        self.subjects.append(str(job.pk))
        _run_watched(job, quiet=as_json)
        try:
            while job.status == Status.AWAITING_MAPPING and not as_json and agrees(job, label, say=self.stdout.write):
                answers.settle(job, answers.suggestion_of(job), by=None)
                _run_watched(job, quiet=False)
        except (answers.NotWaiting, InvalidOptions) as error:
            raise CommandError(f"{label}: {error} See {job.get_absolute_url()}") from error

    def _save_recipe(self, job: ImportJob, path: Path) -> None:
        try:
            save_recipe(job, request_of(job), path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

    def _remember(self, job: ImportJob, name: str) -> None:
        try:
            remembering.remember_job(job, name)
        except (InvalidSource, Refusal) as error:
            raise CommandError(f"The file was imported, but its source was not saved: {error}") from error

    def _report_waiting(self, job: ImportJob, label: str, *, as_json: bool) -> None:
        asked = answers.waiting(job)
        if as_json:
            self.stdout.write(json.dumps({**_snapshot(job), "mapping": described(job, asked)}))
            return
        self.stdout.write(f"{label}: waiting for the columns, nothing imported")
        for line in (*question_in_lines(asked), *(() if job.mode is Mode.DRY_RUN else ways_on(job, asked))):
            self.stderr.write(f"{label}: {line}")

    def _report(self, job: ImportJob, label: str, *, as_json: bool) -> None:
        if job.status == Status.AWAITING_MAPPING:
            self._report_waiting(job, label, as_json=as_json)
            return
        if as_json:
            self.stdout.write(json.dumps(_snapshot(job)))
        if job.status == Status.AWAITING_REVIEW:
            self._report_plan(job, label, as_json=as_json)
        elif job.status == Status.FAILED:
            self.stderr.write(f"{label}: {job.error_message}")
        elif not as_json:
            self.stdout.write(f"{label}: {_summary(job)}")
            for sentence in (*job.warnings, *(in_lines(job) if job.mode is Mode.DRY_RUN else ())):
                self.stderr.write(f"{label}: note: {sentence}")
            self._list_rejected(job, label)

    def _report_plan(self, job: ImportJob, label: str, *, as_json: bool) -> None:
        if as_json:
            return
        self.stdout.write(f"{label}: waiting to be reviewed: {review.totals(job)}")
        for line in review.ways_on(job):
            self.stderr.write(f"{label}: {line}")
        self._list_rejected(job, label)

    def _list_rejected(self, job: ImportJob, label: str) -> None:
        for row in job.rejected_rows.in_file_order()[:SHOWN_REJECTIONS]:
            for error in row.errors:
                self.stderr.write(f"{label}: row {row.record_number:,}: {error['message']}")
        if job.rejected > SHOWN_REJECTIONS:
            where = "" if job.mode is Mode.DRY_RUN else ", listed on the job's page"
            self.stderr.write(f"{label}: … and {counted(job.rejected - SHOWN_REJECTIONS, 'more row')}{where}.")


def _snapshot(job: ImportJob) -> dict[str, Any]:
    """With the earlier import of the same file."""
    told = seen(job)
    return {**progress.snapshot(job), "same_as": told.as_json if told else None}


def _wanted(options: dict[str, Any]) -> Options:
    """The options of the import, the same for all files."""
    given = {key: options.get(key) for key in (*policies.CHOICES, "delimiter", "sheet", "source")}
    if options["mapping"] and (options["map"] or options["recipe"]):
        raise CommandError("Give either --mapping, or --map and --recipe.")
    mapping = options["mapping"] or recipe_of(options["recipe"], mapping_of(options["map"]))
    try:
        return checked(given | {"mapping": mapping, "mode": Mode.REVIEW if options["review"] else None})
    except InvalidOptions as error:
        raise CommandError(str(error)) from error


def _receive(name: str, wanted: Options, *, dry_run: bool) -> ImportJob:
    with _opened(name) as file:
        return receiving.keep(File(file), file_name=_last_part(name), user=None, options=wanted, dry_run=dry_run)


def _last_part(name: str) -> str:
    return "standard input" if name == "-" else Path(name).name


def _label(name: str, job: ImportJob, names: list[str]) -> str:
    """What its lines begin with: the file's name, or where it is, if files of several folders share their names."""
    shares = [_last_part(each) for each in names].count(_last_part(name)) > 1
    return shorten(name, 1_000) if shares else job.file_name


def _opened(name: str) -> BinaryIO:
    """The file; standard input is first copied to a temporary file, since it can be read only once."""
    if name != "-":
        return open(name, "rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    while block := sys.stdin.buffer.read(1024 * 1024):
        copy.write(block)
    copy.seek(0)
    return copy


def _run_watched(job: ImportJob, *, quiet: bool) -> None:
    with watching(job, quiet=quiet):
        _run(job)
    job.refresh_from_db()


def _run(job: ImportJob) -> None:
    try:
        running.run(job.id)
    except KeyboardInterrupt:
        if job.request_cancel():
            running.run(job.id)
    except (LockLost, *DATABASE_AWAY) as interruption:
        raise CommandError(INTERRUPTED.format(job.file_name)) from interruption
    except Exception as error:
        job.refresh_from_db()
        raise CommandError(f"{job.file_name}: {job.error_message}") from error


def _summary(job: ImportJob) -> str:
    said = " · ".join(f"{name} {getattr(job, name):,}" for name in COUNTERS if getattr(job, name)) or "no rows"
    gone = " · ".join(f"missing products {name} {number:,}" for name, number in job.of_missing.items() if number)
    said = f"{said} · {gone}" if gone else said
    verb = {Mode.DRY_RUN: "dry run, nothing written"}.get(job.mode, job.get_status_display())
    return f"{verb}: {counted(job.total_rows, 'row')}: {said}"
