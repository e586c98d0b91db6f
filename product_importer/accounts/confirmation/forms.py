"""The one field by which people prove again who they are."""

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from product_importer.accounts.second_factor import checking
from product_importer.accounts.second_factor.codes import DIGITS
from product_importer.lib.actor import user_of

FIELD = "your_password"
"""No form that is sent along has a field of this name."""


class ProofForm(forms.Form):
    your_password = forms.CharField(
        label="Your password",
        error_messages={"required": "Enter your password."},
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request.POST if FIELD in request.POST else None)
        self.request = request
        self.has_second_factor = checking.has_one(user_of(request))
        if self.has_second_factor:
            self.fields[FIELD].label = "Your password, or a code from your app"

    def clean_your_password(self) -> str:
        """Raises TooManyGuesses."""
        text: str = self.cleaned_data[FIELD]
        if not self._is_right(text):
            raise ValidationError("That is not your password. Try again.", code="wrong")
        return text

    def _is_right(self, text: str) -> bool:
        user = user_of(self.request)
        if self.has_second_factor and len(text.strip()) == DIGITS and text.strip().isdigit():
            return checking.accepts(user, text)
        return authenticate(self.request, username=user.get_username(), password=text) == user
