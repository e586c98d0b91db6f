"""`manage.py create_api_token USERNAME`: a token for programs, printed once."""

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.utils import timezone

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.accounts.models import NAME_MAX_LENGTH, SCOPES, ApiToken

MOST_DAYS = 36_500


class Command(AuditedCommand):
    help = "Creates an API token for a user and prints it. It cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME")
        parser.add_argument("--name", default="command line", help="what will use it, so that you recognise it later")
        parser.add_argument("--read-only", action="store_true", help="the token can read but not change anything")
        parser.add_argument("--days", type=int, help="days until it expires; otherwise valid until revoked")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        token, text = ApiToken.objects.issue(
            _owner(options["username"]),
            name=_name(options["name"]),
            scopes=["read"] if options["read_only"] else SCOPES,
            expires_at=_end(options["days"]),
        )
        self.subjects.append(str(token.pk))
        if options["json"]:
            text = json.dumps({"id": str(token.pk), "prefix": token.prefix, "token": text, "scopes": token.scopes})
        self.stdout.write(text)


def _owner(username: str) -> User:
    user = User.objects.filter(username=username, is_active=True, is_staff=True).first()
    if user is None:
        raise CommandError(f"There is no active staff user named {username}.")
    return user


def _end(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise CommandError(f"--days must be from 1 to {MOST_DAYS:,}. Leave it out for a token that never expires.")
    return timezone.now() + timedelta(days=days)


def _name(name: str) -> str:
    if not name.strip() or len(name) > NAME_MAX_LENGTH:
        raise CommandError(f"--name must have from 1 to {NAME_MAX_LENGTH} characters.")
    return name.strip()
