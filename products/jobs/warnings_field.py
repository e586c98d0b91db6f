"""The column of a job's warnings."""

from typing import Any

from django.db import models

from product_importer.lib.warning import Warned


class WarningsField(models.JSONField):
    """A list of `Warned`: read as such, and stored with all that each of them says.

    Earlier versions stored plain sentences, and a worker of theirs may do so during an upgrade.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[Warned] | None:
        stored = super().from_db_value(value, expression, connection)
        return None if stored is None else [Warned.of(each) for each in stored]

    def get_prep_value(self, value: Any) -> Any:
        prepared = [Warned.of(each).as_json for each in value] if isinstance(value, list) else value
        return super().get_prep_value(prepared)
