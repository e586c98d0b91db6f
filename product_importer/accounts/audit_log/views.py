"""The pages of the audit log."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from product_importer.accounts.audit_log import csv_file, entries
from product_importer.accounts.audit_log.forms import AuditFilterForm
from product_importer.accounts.models import AuditEntry, AuditEntryQuerySet
from product_importer.lib.keyset import CursorPage, InvalidCursor, cursor_page

MAY_VIEW = "accounts.view_auditentry"
PAGE_SIZE = 50


@require_safe
@permission_required(MAY_VIEW, raise_exception=True)
def audit_log(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    page = _page(form.chosen_from(AuditEntry.objects.all()), request.GET.get("cursor"))
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "form": form,
        "page": page,
        "rows": [*map(entries.shown, page.rows)],
        "query": query.urlencode(),
    }
    return render(request, "accounts/audit_log.html", context, status=200 if form.is_valid() else 422)


@require_safe
@permission_required(MAY_VIEW, raise_exception=True)
def audit_file(request: HttpRequest) -> StreamingHttpResponse:
    """All entries that the filter shows."""
    found = AuditFilterForm(request.GET).chosen_from(AuditEntry.objects.all())
    answer = StreamingHttpResponse(csv_file.lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _page(found: AuditEntryQuerySet, cursor: str | None) -> CursorPage[AuditEntry]:
    try:
        return cursor_page(found, order=csv_file.ORDER, cursor=cursor, size=PAGE_SIZE, list_name="audit")
    except InvalidCursor:
        return cursor_page(found, order=csv_file.ORDER, cursor=None, size=PAGE_SIZE, list_name="audit")
