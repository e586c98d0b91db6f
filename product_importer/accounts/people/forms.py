"""The forms of colleagues."""

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from product_importer.accounts.models import ROLES, Person

MEANINGS = {
    "viewer": "viewer: looks at everything, changes nothing",
    "importer": "importer: also imports, and changes products",
    "manager": "manager: also deletes, and manages webhooks, fields, sources and people",
}
CHOICES = [(role, MEANINGS[role]) for role in ROLES]


class PersonForm(forms.Form):
    email = forms.EmailField(
        label="E-mail", required=False, widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    role = forms.ChoiceField(label="Group", choices=CHOICES, initial="viewer")

    def __init__(self, data: object = None, *, person: Person | None = None) -> None:
        initial = {"email": person.email, "role": person.role or "viewer"} if person else {}
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        self.person = person
        if person and person.is_superuser:
            del self.fields["role"]

    def clean_email(self) -> str:
        """An address leads to one person, or a link by mail would not know to whom."""
        email: str = self.cleaned_data["email"]
        others = Person.people.exclude(pk=self.person.pk) if self.person else Person.people.all()
        if email and others.filter(email__iexact=email).exists():
            raise ValidationError("Somebody else has this address.", code="taken")
        return email


class NewPersonForm(PersonForm):
    username = forms.CharField(
        max_length=150,
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("username", "email", "role")

    def clean_username(self) -> str:
        username: str = Person.normalize_username(self.cleaned_data["username"])
        if Person.people.filter(username__iexact=username).exists():
            raise ValidationError("There is somebody with this username already.", code="taken")
        return username


class ForgottenForm(forms.Form):
    name = forms.CharField(
        label="Username or e-mail address",
        max_length=254,
        error_messages={"required": "Enter your username or your e-mail address."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
