"""What the audit log is told: that something was written, and the entry about it."""

import logging
import os
import pwd
import re
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

from product_importer.accounts.models import ActorKind, AuditEntry

_WRITES = re.compile(r"\b(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM|TRUNCATE)\s")

log = logging.getLogger(__name__)


class Writes:
    """Sees whether a statement changes a row: a wrapper for `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.found = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if not self.found and _WRITES.search(str(sql)):
            self.found = context["cursor"].rowcount != 0  # -1 if it is not known
        return result


def note(*, kind: ActorKind, username: str, action: str, subject: str = "", **others: Any) -> None:
    """Write an entry. What was done stands, so that it is only logged if there is no writing."""
    named = {"username": username[:150], "action": action[:100], "subject": subject[:100]}
    try:
        AuditEntry.objects.create(kind=kind, **named, **others)
    except DatabaseError:
        log.exception("An entry of the audit log could not be written.")


def os_user() -> str:
    """Who runs this process, as the operating system knows them; not what the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in containers
        return f"uid {os.getuid()}"
