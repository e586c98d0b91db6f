"""`manage.py reset_password USERNAME`: a one-time link to choose a new password, or the password itself."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.accounts.models import Person
from product_importer.accounts.people import links
from product_importer.launch.address import AddressError


class Command(AuditedCommand):
    help = "Prints a one-time link by which somebody chooses a new password. With --set, asks for the password here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--set", action="store_true", help="set a password that you type, or on standard input")
        way.add_argument("--block", action="store_true", help="make the old password void at once, then print the link")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.people.staff().filter(username=options["username"], is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active staff user named {options['username']}.")
        self.subjects.append(f"{person.pk} {person}")
        if options["set"]:
            self._set(person)
        else:
            if options["block"]:
                person.set_unusable_password()
                person.save(update_fields=["password"])
            self._print_link(person)

    def _set(self, person: Person) -> None:
        password = _typed()
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person.set_password(password)
        person.save(update_fields=["password"])
        self.stdout.write(f"The password of {person} is set. Their sessions have ended.")

    def _print_link(self, person: Person) -> None:
        self.is_told = True
        try:
            self.stdout.write(links.link_for(person, site=links.site_of_command()))
        except AddressError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"It works once, within {links.hours()} hours, and until {person} signs in.", style_func=str)


def _typed() -> str:
    """Typed twice on a terminal; else the first line of standard input. Raises CommandError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("These are two different passwords. Nothing was changed.")
    return password
