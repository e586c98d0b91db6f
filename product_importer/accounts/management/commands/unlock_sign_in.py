"""`manage.py unlock_sign_in`: somebody whose sign-in is paused may try again at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from redis import RedisError

from product_importer.accounts import guessing
from product_importer.accounts.audited_command import AuditedCommand
from product_importer.lib.humanize import counted


class Command(AuditedCommand):
    help = "Ends the pauses after wrong passwords, for a user or for an address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME", nargs="?", default="")
        parser.add_argument("--address", default="", help="an IP address, for whoever signs in from there")

    def handle(self, *args: Any, username: str, address: str, **options: Any) -> None:
        if not username and not address:
            raise CommandError("Name a user, or an address with --address.")
        try:
            dropped = guessing.forget(username=username, address=address)
        except RedisError as error:
            raise CommandError(f"Redis cannot be reached, so nobody is paused at present: {error}") from error
        self.subjects.append(f"{username} {address}".strip())
        self.is_told = dropped > 0
        self.stdout.write(f"{counted(dropped, 'count')} of wrong passwords dropped.")
