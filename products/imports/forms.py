"""The upload form. Whether a file can be read is decided where it is received."""

from typing import Any, cast

from django import forms
from django.conf import settings

from products.imports.models import Source

TYPES = ",".join(
    (
        *(".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".gz", ".zip"),
        *("text/csv", "text/plain", "text/tab-separated-values", "application/gzip", "application/zip"),
    )
)
BLANK_CELLS = [("keep", "keep the product's value"), ("clear", "clear the description or price")]
SAME_SKU = [("last", "use the last row"), ("first", "use the first row"), ("reject", "reject all of them")]
CHANGES = [("apply", "are applied at once"), ("review", "are shown to me first")]
COLUMNS = [("", "recognise them, and ask if that is not certain"), ("ask", "show me first what is what")]
MISSING_PRODUCTS = [("keep", "stay as they are"), ("deactivate", "become inactive"), ("delete", "are deleted")]
PINS_LABEL, PIN_EDITS_LABEL = "Pinned values", "What people change in its products"
PINNED_VALUES = [("keep", "are kept, whatever its file says"), ("replace", "become what its file says")]
PIN = "pin"
PINNED_EDITS = [("", "is pinned only where they pin it"), (PIN, "is pinned by that: its next files leave it alone")]
WITHOUT_PRICE = [("reject", "reject them"), ("accept", "import them without a price")]


RECOGNISED, NO_SOURCE = ("", "recognise it by its columns"), ("none", "none of them")
MOST_SOURCES = 500
"""That are offered; others can be named by the API and the command."""
_OPTIONS = ("mode", "mapping", "on_blank", "duplicates", "new_without_price", "sheet", "source", "same_file")


def _or_as_usual(choices: list[tuple[str, str]], usual: str = "") -> list[tuple[str, str]]:
    """Nothing chosen: the source says, or else what is usual, which is the first choice if nothing else is."""
    return [("", f"as usual: {dict(choices).get(usual) or choices[0][1]}"), *choices]


def _changes() -> list[tuple[str, str]]:
    return _or_as_usual(CHANGES, settings.IMPORT_MODE)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # the door has a better sentence for it
        error_messages={"required": "Choose a file first."},
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )
    mode = forms.ChoiceField(label="Changes", choices=_changes, required=False)
    mapping = forms.ChoiceField(label="Columns", choices=COLUMNS, required=False)
    on_blank = forms.ChoiceField(label="Blank cells", choices=_or_as_usual(BLANK_CELLS), required=False)
    duplicates = forms.ChoiceField(label="The same SKU in several rows", choices=_or_as_usual(SAME_SKU), required=False)
    new_without_price = forms.ChoiceField(
        label="New products with an empty price",
        choices=_or_as_usual(WITHOUT_PRICE),
        required=False,
    )

    sheet = forms.CharField(
        label="Sheet of a workbook",
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"placeholder": "the first with a table"}),
    )
    same_file = forms.ChoiceField(
        choices=[("import", "import it"), ("ask", "ask")], required=False, initial="ask", widget=forms.HiddenInput()
    )
    """The page asks; a program that sends the form without this part is not."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(str(each.pk), each.name) for each in Source.objects.in_order()[:MOST_SOURCES]]
        self.fields["source"] = forms.ChoiceField(
            label="Source", choices=[RECOGNISED, *known, NO_SOURCE] if known else [RECOGNISED], required=False
        )

    @property
    def has_sources(self) -> bool:
        return len(cast(forms.ChoiceField, self.fields["source"]).choices) > 1  # type: ignore[arg-type]

    @property
    def options(self) -> dict[str, str]:
        """What was chosen; nothing that was left as it is: that is as usual, or as the source says."""
        return {name: value for name in _OPTIONS if (value := self.cleaned_data[name])}
