"""`manage.py second_factor_off USERNAME`: for somebody who lost their phone and their recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.accounts.second_factor import enrolment


class Command(AuditedCommand):
    help = "Switches somebody's second factor off: their password alone signs them in, until they set up another one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user named {username}.")
        self.subjects.append(f"{user.pk} {user}")
        if not enrolment.turn_off(user):
            raise CommandError(f"{username} has no second factor.")
        self.stdout.write(f"The second factor of {username} is off.")
