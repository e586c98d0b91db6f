"""`manage.py delete_products --all`: empties the catalogue in this process, no worker needed."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.lib.actor import Actor
from products.bulk import actions, conductors
from products.jobs import conductor, progress
from products.jobs.conductor import DATABASE_AWAY
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.models.size import number_of_products


class Command(AuditedCommand):
    help = "Deletes all products. Asks you to type their number unless --yes is given. Waits for running imports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", required=True, help="required, as a safeguard")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="print the job as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        number = number_of_products()
        if not options["yes"]:
            self._ask(number)
        job = _delete(number)
        self.subjects.append(str(job.pk))
        if options["json"]:
            self.stdout.write(json.dumps(progress.snapshot(job)))
        elif job.status == Status.COMPLETED:
            self.stdout.write(f"Deleted {job.deleted:,} products.")
        if job.status != Status.COMPLETED:
            raise CommandError(job.error_message)

    def _ask(self, number: int) -> None:
        if not sys.stdin.isatty():
            raise CommandError(f"There are {number:,} products. Give --yes to delete them all.")
        if input(f"Type {number} to delete all {number:,} products: ").replace(",", "").strip() != str(number):
            raise CommandError("Nothing was deleted.")


def _delete(number: int) -> ImportJob:
    try:
        job = actions.prepare_delete_all(confirmed=number, user=None, actor=Actor("command"))
        conductor.run(job.id, conductors.Deletion)
    except actions.CountDiffers as error:
        raise CommandError(str(error)) from error
    except (LockLost, *DATABASE_AWAY) as interruption:
        raise CommandError("The connection to the database was lost. Run this command again.") from interruption
    job.refresh_from_db()
    return job
