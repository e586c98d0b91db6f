"""The form of the second factor."""

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from product_importer.accounts.second_factor import checking

WRONG_CODE = "This code is not right, or it was used already. Wait for the next one, then try again."


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=100,
        error_messages={"required": "Enter the code that your app shows, or a recovery code."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, data: object, *, user: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.user = user

    def clean_code(self) -> str:
        """Raises TooManyGuesses."""
        code: str = self.cleaned_data["code"]
        if not checking.accepts(self.user, code):
            raise ValidationError(WRONG_CODE, code="wrong")
        return code
