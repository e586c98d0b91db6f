"""`manage.py rejected_rows ID [FILE]`: the rejected rows of an import as a file to correct and to import again."""

import sys
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import CommandParser

from product_importer.launch.commands import DataCommand
from products.imports.rejected import download
from products.jobs.models import ImportJob

STANDARD_OUTPUT = "-"


class Command(DataCommand):
    help = "Writes the rejected rows of an import as CSV; corrected and imported, they continue it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="of the import")
        parser.add_argument("file", nargs="?", default=STANDARD_OUTPUT, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        job, name = _job(options["id"]), options["file"]
        if name == STANDARD_OUTPUT:
            _write(job, sys.stdout.buffer)
            return
        try:
            with open(name, "wb") as file:
                _write(job, file)
        except OSError as error:
            raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {job.rejected:,} rejected rows to {name}.")


def _write(job: ImportJob, output: BinaryIO) -> None:
    for line in download.lines(job):
        output.write(line.encode())


def _job(text: str) -> ImportJob:
    try:
        return ImportJob.objects.visible().imports().get(pk=text)
    except (ImportJob.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no import with the ID {text}.") from error
