"""The forms of one's own password and second factor."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError

from product_importer.accounts.guessing import Suspect, forgive, one_guess


class GuardedPasswordChangeForm(PasswordChangeForm):
    """Whoever got hold of a session may not guess the old password at will."""

    def clean_old_password(self) -> str:
        """Raises TooManyGuesses."""
        suspected = [Suspect(f"change:{self.user.pk}", settings.SIGN_IN_FAILURE_LIMIT)]
        old: str = self.cleaned_data["old_password"]
        with one_guess(suspected):
            is_right = self.user.check_password(old)
        if not is_right:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        forgive(suspected)
        return old


class FirstCodeForm(forms.Form):
    """Shows that the app has the secret."""

    code = forms.CharField(
        label="The six digits that the app shows",
        max_length=20,
        error_messages={"required": "Enter the code that your app shows."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
