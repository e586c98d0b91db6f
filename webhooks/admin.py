"""Webhooks in Django's admin, to edit; deliveries and attempts, to look at. It never shows a secret."""

from collections.abc import Collection

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from product_importer.lib.actor import actor_of
from product_importer.lib.admin import LargeTableAdmin, ReadOnlyAdmin
from webhooks import actions as webhook_actions
from webhooks.forms import WebhookForm
from webhooks.models import Attempt, Delivery, Webhook


class SwitchedWebhookForm(WebhookForm):
    """With the owner's switch. What was kept while it was off is sent."""

    class Meta(WebhookForm.Meta):
        fields = (*WebhookForm.Meta.fields, "enabled")  # type: ignore[assignment]


@admin.register(Webhook)
class WebhookAdmin(LargeTableAdmin):
    form = SwitchedWebhookForm
    readonly_fields = (
        *("state_word", "paused_at", "disabled_at", "disabled_reason", "failures"),
        *("last_status", "last_delivered_at", "created_at", "header_names"),
    )
    fields = (*SwitchedWebhookForm.Meta.fields, *readonly_fields[:-1])
    list_display = ("short_url", "state_word", "last_status", "last_delivered_at", "created_at")
    list_filter = ("enabled",)
    ordering = ("-id",)
    search_fields = ("url", "description")

    def get_fields(self, request: HttpRequest, obj: Webhook | None = None) -> tuple[str, ...]:
        """The owner's headers may be passwords: those who may only look see their names."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fields
        return tuple("header_names" if name == "custom_headers" else name for name in self.fields)

    @admin.display(description="extra headers")
    def header_names(self, webhook: Webhook) -> str:
        return ", ".join(webhook.custom_headers)

    @admin.display(description="URL", ordering="url")
    def short_url(self, webhook: Webhook) -> SafeString:
        return format_html('<span class="long" title="{0}">{0}</span>', webhook.url)

    @admin.display(description="state")
    def state_word(self, webhook: Webhook) -> str:
        return webhook.state.value

    def save_model(self, request: HttpRequest, obj: Webhook, form: WebhookForm, change: bool) -> None:
        if webhook_actions.save(form, actor=actor_of(request)) is None:
            self.message_user(request, "A webhook with this URL already exists.", messages.ERROR)
        elif change and "enabled" in form.changed_data:
            webhook = Webhook.objects.get(pk=obj.pk)
            webhook_actions.switch(webhook, enabled=form.cleaned_data["enabled"], actor=actor_of(request))

    def delete_model(self, request: HttpRequest, obj: Webhook) -> None:
        webhook_actions.delete(obj, actor=actor_of(request))

    def get_deleted_objects(
        self, objs: Collection[Webhook], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The log of each goes with it. It may have a hundred thousand rows and is not listed."""
        return [f"{webhook} and its delivery log" for webhook in objs], {"webhooks": len(objs)}, set(), []


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    sortable_by = ()
    list_display = ("id", "webhook", "event", "state", "attempts_made", "due_at", "created_at", "finished_at")
    list_filter = ("state",)
    list_select_related = ("webhook", "event")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Delivery]:
        """Without the bodies: those of fifty deliveries are megabytes."""
        return super().get_queryset(request).defer("event__body")


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    sortable_by = ()
    list_display = ("started_at", "webhook", "number", "status_code", "error", "response_time_ms", "address")
    list_filter = ("error",)
    list_select_related = ("webhook",)
    ordering = ("-id",)
