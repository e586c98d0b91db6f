from typing import Any

from django.apps import AppConfig

from products.jobs.failures import declare_final
from products.pin_rules import declare_rule

FAULTS_OF_THE_FILE = frozenset(
    {
        "empty_file",
        "no_header",
        "no_sku_column",
        "sku_column_unclear",
        "no_name_column",
        "ambiguous_columns",
        "unknown_column",
        "price_format_unclear",
        "column_format_unclear",
        "price_column_unclear",
        "header_mismatch",
        "not_a_table",
        "unsupported_format",
        "encoding_unknown",
        "too_large",
        "too_many_rows",
        "too_many_columns",
        "archive_invalid",
        "spreadsheet_invalid",
        "unknown_sheet",
        "mostly_unreadable",
        "source_differs",
        "source_unclear",
        "source_missing",
        "source_changed",
        "rows_taken",
    }
)
"""An import that was started again would fail for the same reason: the file is what has to change."""


class ImportsConfig(AppConfig):
    """A file becomes a plan, a plan becomes products."""

    name = "products.imports"
    label = "imports"

    def ready(self) -> None:
        declare_final(FAULTS_OF_THE_FILE)
        declare_rule(self._a_source_pins_edits)

    def _a_source_pins_edits(self, sku_key: str) -> bool:
        source: Any = self.get_model("Source")
        return bool(source.objects.pinning_edits_of(sku_key).exists())
