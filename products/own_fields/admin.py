"""Own fields in Django's admin: by the same rules, and never deleted there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from product_importer.lib.actor import actor_of
from product_importer.lib.admin import LargeTableAdmin
from products.fields.models import OwnField, OwnFieldQuerySet
from products.own_fields import actions
from products.own_fields.merge import PARTS, version_of
from products.own_fields.refusals import InvalidField, Refusal


class OwnFieldForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    key, label = forms.CharField(required=False), forms.CharField(required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    settings = forms.JSONField(required=False, help_text="An object, such as {“places”: 2} for a decimal.")

    class Meta:
        model = OwnField
        fields = PARTS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["version"] = "" if self.instance._state.adding else version_of(self.instance)

    def clean_settings(self) -> dict[str, object]:
        settings = self.cleaned_data["settings"] or {}
        if not isinstance(settings, dict):
            raise ValidationError("Write an object, such as {}.")
        return settings

    def clean(self) -> dict[str, Any]:
        parts: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return parts
        before = None if self.instance._state.adding else OwnField.objects.get(pk=self.instance.pk)
        try:
            actions.check(before, **{part: parts[part] for part in PARTS})
        except InvalidField as error:
            for name, sentence in error.sentences.items():
                self.add_error(name.partition(".")[0], sentence)
        except Refusal as error:
            self.add_error(error.about.partition(".")[0] or None, str(error))
        return parts

    def validate_unique(self) -> None:
        """The rules do, with sentences of our own."""

    def validate_constraints(self) -> None:
        """The rules do."""


@admin.register(OwnField)
class OwnFieldAdmin(LargeTableAdmin):
    form = OwnFieldForm
    fields = (*PARTS, "archived_at", "created_at", "version")
    readonly_fields = ("archived_at", "created_at")
    list_display = ("label", "key", "kind", "position", "archived_at")
    list_filter = ("kind",)
    ordering = ("position", "pk")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> OwnFieldQuerySet:
        return OwnField.objects.kept()

    def has_delete_permission(self, request: HttpRequest, obj: OwnField | None = None) -> bool:
        """Its values would stay, without a field that shows or erases them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OwnField | None = None) -> bool:
        """Those in the archive are restored first."""
        return super().has_change_permission(request, obj) and not (obj and obj.archived_at)

    def save_model(self, request: HttpRequest, obj: OwnField, form: OwnFieldForm, change: bool) -> None:
        actor, parts = actor_of(request), {part: form.cleaned_data[part] for part in PARTS}
        if change:
            before = OwnField.objects.get(pk=obj.pk)
            actions.change(before.key, actor=actor, seen=form.cleaned_data["version"] or None, **parts)
        else:
            obj.pk = actions.create(actor=actor, **parts).pk

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """What happened after the form was checked comes back as a message."""
        try:
            return super().changeform_view(request, *args, **options)
        except (InvalidField, Refusal) as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
