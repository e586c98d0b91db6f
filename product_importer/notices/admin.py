"""Notices and mails in Django's admin: to look at only."""

from django.contrib import admin

from product_importer.lib.admin import ReadOnlyAdmin
from product_importer.notices.models import Mail, Notice, NoticeChoices


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ("user", "address", "state", "tries", "due_at", "sent_at", "error")
    list_filter = ("state",)
    list_select_related = ("user",)
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("user__username", "address")
    search_help_text = "Part of a person's name or address."


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ("title", "user", "event", "created_at", "read_at", "mail")
    list_filter = ("event",)
    list_select_related = ("user", "mail")
    ordering = ("-id",)
    sortable_by = ()
    search_fields = ("user__username", "title")
    search_help_text = "Part of a person's name or of the title."


@admin.register(NoticeChoices)
class NoticeChoicesAdmin(ReadOnlyAdmin):
    list_display = ("user", "mail_to", "refused_at", "refused_reason", "updated_at")
    list_select_related = ("user",)
    ordering = ("user_id",)
    sortable_by = ()
    search_fields = ("user__username", "mail_to")
    search_help_text = "Part of a person's name or address."
