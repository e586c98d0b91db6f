"""The base of commands that change something: each run that did leaves an entry in the audit log."""

from typing import Any

from django.db import connection

from product_importer.accounts import audit
from product_importer.accounts.models import ActorKind
from product_importer.launch.commands import DataCommand


class AuditedCommand(DataCommand):
    """Who ran it is known by the operating system. Dry runs and refusals change nothing and are not noted."""

    is_told = False
    """Set where something was changed, or shown, that is not in the database."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.subjects = list[str]()
        """The ids of what is changed, an entry each; `handle` says them."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        writes = audit.Writes()
        try:
            with connection.execute_wrapper(writes):
                return super().execute(*args, **options)
        finally:
            if (writes.found or self.is_told) and not options.get("dry_run"):
                self._note()

    def note_begun(self, subject: str) -> None:
        """For what goes on for days: that it ran is not to be known only when it ends."""
        audit.note(kind=ActorKind.COMMAND, username=audit.os_user(), action=f"{self._action} begun", subject=subject)

    @property
    def _action(self) -> str:
        return f"manage.py {type(self).__module__.rpartition('.')[2]}"

    def _note(self) -> None:
        for subject in self.subjects or [""]:
            audit.note(kind=ActorKind.COMMAND, username=audit.os_user(), action=self._action, subject=subject)
