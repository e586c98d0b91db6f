"""Webhooks in Django's admin, to edit; events, deliveries and attempts to look at. Secrets are never shown here."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from product_importer.lib.actor import actor_of
from webhooks import actions as webhook_actions
from webhooks.forms import WebhookForm
from webhooks.models import Attempt, Delivery, Webhook


class SwitchedWebhookForm(WebhookForm):
    """With the owner's switch. What was kept meanwhile is sent."""

    class Meta(WebhookForm.Meta):
        fields = (*WebhookForm.Meta.fields, "enabled")  # type: ignore[assignment]


class SmallPagesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """No full counts, and no actions, which would load every selected row."""

    show_full_result_count = False
    actions = None
    list_per_page = 50
    list_max_show_all = 50


class LogAdmin(SmallPagesAdmin):
    """Written by the product alone."""

    sortable_by = ()

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Webhook)
class WebhookAdmin(SmallPagesAdmin):
    form = SwitchedWebhookForm
    readonly_fields = (
        *("state_word", "paused_at", "disabled_at", "disabled_reason", "failures"),
        *("last_status", "last_delivered_at", "created_at", "header_names"),
    )
    fields = (*SwitchedWebhookForm.Meta.fields, *readonly_fields[:-1])
    list_display = ("url", "state_word", "last_status", "last_delivered_at", "created_at")
    list_filter = ("enabled",)
    ordering = ("-id",)
    search_fields = ("url", "description")

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        """The owner's headers may be passwords: those who may only look see their names."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fields
        return ["header_names" if name == "custom_headers" else name for name in self.fields]

    @admin.display(description="headers to send along")
    def header_names(self, webhook: Webhook) -> str:
        return ", ".join(webhook.custom_headers)

    @admin.display(description="state")
    def state_word(self, webhook: Webhook) -> str:
        return webhook.state.value

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        if isinstance(form, WebhookForm) and webhook_actions.save(form, actor=actor_of(request)) is None:
            self.message_user(request, "There is a webhook with this URL already.", messages.ERROR)
        elif change and "enabled" in form.changed_data:
            webhook = Webhook.objects.get(pk=obj.pk)
            webhook_actions.switch(webhook, enabled=form.cleaned_data["enabled"], actor=actor_of(request))

    def delete_model(self, request: HttpRequest, obj: Webhook) -> None:
        webhook_actions.delete(obj, actor=actor_of(request))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Its log, which may have a hundred thousand rows, goes along without being listed."""
        return [f"{webhook} and its delivery log" for webhook in objs], {"webhooks": len(objs)}, set(), []


@admin.register(Delivery)
class DeliveryAdmin(LogAdmin):
    list_display = ("id", "webhook", "event", "state", "attempts_made", "due_at", "created_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("webhook", "event")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without the bodies, of which fifty are megabytes."""
        return super().get_queryset(request).defer("event__body")


@admin.register(Attempt)
class AttemptAdmin(LogAdmin):
    list_display = ("started_at", "webhook", "number", "status_code", "error", "response_time_ms", "address")
    list_filter = ("error",)
    list_select_related = ("webhook",)
    ordering = ("-id",)
