"""The upload form. Whether a file can be read is decided where it is received."""

from django import forms

TYPES = ",".join(
    (
        *(".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".gz", ".zip"),
        *("text/csv", "text/plain", "text/tab-separated-values", "application/gzip", "application/zip"),
    )
)
BLANK_CELLS = [("keep", "keep the product's value"), ("clear", "clear the description or price")]
SAME_SKU = [("last", "use the last row"), ("first", "use the first row"), ("reject", "reject all of them")]
COLUMNS = [("", "recognise them, and ask if that is not certain"), ("ask", "show me first what is what")]
WITHOUT_PRICE = [("reject", "reject them"), ("accept", "import them without a price")]


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # the door has a better sentence for it
        error_messages={"required": "Choose a file first."},
        widget=forms.FileInput(attrs={"accept": TYPES}),
    )
    mapping = forms.ChoiceField(label="Columns", choices=COLUMNS, required=False)
    on_blank = forms.ChoiceField(label="Blank cells", choices=BLANK_CELLS, required=False)
    duplicates = forms.ChoiceField(label="The same SKU in several rows", choices=SAME_SKU, required=False)
    new_without_price = forms.ChoiceField(
        label="New products with an empty price", choices=WITHOUT_PRICE, required=False
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

    @property
    def options(self) -> dict[str, str]:
        """What was chosen; nothing that was left as it is."""
        usual = {
            "mapping": "",
            "on_blank": "keep",
            "duplicates": "last",
            "new_without_price": "reject",
            "same_file": "",
        }
        given = {name: self.cleaned_data[name] for name in usual}
        chosen = {name: value for name, value in given.items() if value not in ("", usual[name])}
        return chosen | ({"sheet": sheet} if (sheet := self.cleaned_data["sheet"]) else {})
