"""`manage.py watch_folder DIR`: imports what is put into a folder, in this process, until it is stopped."""

import time
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandError

from product_importer.lib.locks import AdvisoryLock
from products.fields.reasons import FileFailure
from products.imports import receiving
from products.imports.fetch_models import FetchKind, SourceFetch
from products.imports.fetching import folder_files
from products.imports.fetching.failures import FetchFailure, NothingThere
from products.imports.fetching.folders import IMPORTING, folder
from products.imports.fetching.putting_away import put_away, put_away_refused
from products.imports.management.commands.import_products import Command as ImportCommand
from products.imports.upload_options import InvalidOptions, Options, checked
from products.jobs.models import ImportJob
from products.jobs.states import TERMINAL

LOOK_AGAIN_SECONDS = 5.0


class Command(ImportCommand):
    """Stopped by Ctrl-C. A file that waits for a person stays in `importing`, and goes on by the worker."""

    help = "Imports each file that is put into a folder, and moves it to done or failed with a report beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", help="below one of SOURCE_FOLDERS")
        parser.add_argument("--source", metavar="NAME", help="whose files they are (docs/sources.md)")
        parser.add_argument("--pattern", default="", metavar="GLOB", help="of file names, such as prices-*.csv")
        parser.add_argument("--once", action="store_true", help="end when the folder is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        address = str(Path(options["folder"]).absolute())
        try:
            wanted = checked({"source": options["source"]})
        except InvalidOptions as error:
            raise CommandError(str(error)) from error
        if SourceFetch.objects.filter(kind=FetchKind.FOLDER, address=address).exists():
            raise CommandError(f"{address} is the folder of a source, which takes its files by itself.")
        with AdvisoryLock(f"watching {address}") as lock, suppress(KeyboardInterrupt):
            if not lock.try_acquire():
                raise CommandError(f"{address} is watched already.")
            self.note_begun(address)
            self._watch(address, options["pattern"], wanted, once=options["once"])

    def _watch(self, address: str, pattern: str, wanted: Options, *, once: bool) -> None:
        waiting: dict[str, ImportJob] = {}
        while True:
            _put_away_ended(address, waiting)
            try:
                self._take_one(address, pattern, wanted, waiting)
            except NothingThere:
                if once:
                    return
                time.sleep(LOOK_AGAIN_SECONDS)
            except FetchFailure as failure:
                if not failure.is_passing:
                    raise CommandError(failure.message) from failure

    def _take_one(self, address: str, pattern: str, wanted: Options, waiting: dict[str, ImportJob]) -> None:
        with folder(address) as box, box.inner(IMPORTING) as taken:
            name, _ = folder_files.take(box, taken, pattern, known=waiting)
            try:
                with taken.opened(name) as file:
                    job = receiving.keep(File(file, name), file_name=name, user=None, options=wanted)
            except FileFailure as failure:
                self.stderr.write(f"{name}: {failure.message}")
                put_away_refused(address, name, failure.message)
                return
        waiting[name] = job
        self._carry_on(job, name, as_json=False)
        self._report(job, name, as_json=False)
        _put_away_ended(address, waiting)


def _put_away_ended(address: str, waiting: dict[str, ImportJob]) -> None:
    for name, job in [*waiting.items()]:
        job.refresh_from_db()
        if job.status in TERMINAL:
            put_away(address, name, job)
            del waiting[name]
