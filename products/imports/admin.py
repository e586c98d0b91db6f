"""Import jobs and the rows they refused in Django's admin: to look at only."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from product_importer.lib.admin import ReadOnlyAdmin
from products.imports.models import RejectedRow, Source
from products.jobs.models import ImportJob


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = (
        "name",
        "status",
        "progress",
        "total_rows",
        "rejected",
        "created_by",
        "created_at",
        "refused_rows",
    )
    list_filter = ("status", "kind")
    list_select_related = ("created_by",)
    ordering = ("-created_at", "-id")
    sortable_by = ("created_at",)
    search_fields = ("file_name", "title")
    search_help_text = "Part of the file name."

    @admin.display(description="file name")
    def name(self, job: ImportJob) -> str:
        return str(job)

    @admin.display(description="rejected rows")
    def refused_rows(self, job: ImportJob) -> SafeString:
        url = reverse("admin:imports_rejectedrow_changelist")
        return format_html('<a href="{}?job__id__exact={}">show</a>', url, job.id)


@admin.register(Source)
class SourceAdmin(ReadOnlyAdmin):
    list_display = ("name", "created_by", "created_at", "updated_by", "updated_at")
    list_select_related = ("created_by", "updated_by")
    ordering = ("name_key", "id")
    sortable_by = ()
    search_fields = ("name",)
    search_help_text = "Part of the name."


@admin.register(RejectedRow)
class RejectedRowAdmin(ReadOnlyAdmin):
    list_display = ("record_number", "line_number", "job", "reasons")
    list_select_related = ("job",)
    ordering = ("job_id", "record_number", "id")
    sortable_by = ()
    linked_lookups = ("job__id__exact",)
    search_fields = ("job__id",)
    search_help_text = "The ID of an import job."

    @admin.display(description="reasons")
    def reasons(self, row: RejectedRow) -> str:
        return " ".join(str(error["message"]) for error in row.errors)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[RejectedRow], search_term: str
    ) -> tuple[QuerySet[RejectedRow], bool]:
        try:
            return (queryset.filter(job_id=UUID(search_term.strip())) if search_term else queryset), False
        except ValueError:
            return queryset.none(), False
