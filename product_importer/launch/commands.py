"""The base of our commands that work with data: each may be the first one run on a machine."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from product_importer.launch import embedded, preparation
from product_importer.lib.text import is_storable

NOT_PREPARED = "The database is not prepared for this version. Run `manage.py migrate` first."
FILES = {"file", "files"}
"""Arguments that are names of files: these may be any bytes."""


class DataCommand(BaseCommand):
    """Makes missing tables in our own embedded database; in any other it says that they are missing."""

    def execute(self, *args: object, **options: object) -> str | None:
        for name, value in options.items():
            texts = value if isinstance(value, list) else [value]
            if name not in FILES and not all(is_storable(text) for text in texts if isinstance(text, str)):
                raise CommandError(f"{name}: this is not valid UTF-8 text.")
        try:
            behind = preparation.is_database_behind()
        except OperationalError as error:
            raise CommandError(f"The database is not responding: {error}") from error
        if behind:
            self._prepare()
        options["skip_checks"] = True  # they take as long as the rest of a start, and the tests run them
        return super().execute(*args, **options)

    def _prepare(self) -> None:
        servers = embedded.in_use()
        if servers is None or "DATABASE_URL" not in servers.environment:
            raise CommandError(NOT_PREPARED)
        self.stderr.write("Preparing the database.", style_func=str)
        preparation.migrate()
