"""The forms of sign-in and of API tokens."""

from datetime import timedelta

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from product_importer.accounts.models import NAME_MAX_LENGTH, SCOPES, ApiToken

NOT_STAFF = "You don't have access. Ask an administrator to make this a staff account."


class StaffSignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "The username and password do not match. Check both; they are case-sensitive.",
    }

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not user.is_staff:
            raise ValidationError(NOT_STAFF, code="not_staff")


class TokenForm(forms.Form):
    name = forms.CharField(max_length=NAME_MAX_LENGTH, help_text="What uses it, such as “shop” or “nightly export”.")
    scope = forms.ChoiceField(
        label="Access", choices=[("write", "read and write"), ("read", "read only")], initial="write"
    )
    days = forms.TypedChoiceField(
        label="Expires",
        choices=[("30", "in 30 days"), ("90", "in 90 days"), ("365", "in a year"), ("", "never")],
        coerce=int,
        empty_value=None,
        required=False,
        initial="90",
    )

    def issue(self, user: User) -> tuple[ApiToken, str]:
        """The token that a valid form asks for, and its text."""
        values = self.cleaned_data
        return ApiToken.objects.issue(
            user,
            name=values["name"],
            scopes=SCOPES if values["scope"] == "write" else ["read"],
            expires_at=timezone.now() + timedelta(days=values["days"]) if values["days"] else None,
        )
