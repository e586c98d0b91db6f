"""Loads what is asked for, and calls once."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from product_importer.monitoring.exposition import exposition
from product_importer.monitoring.presenters import system_page

NOT_SHOWN = "Send the METRICS_TOKEN of this installation: Authorization: Bearer …\n"


@require_safe
def system(request: HttpRequest) -> HttpResponse:
    """How everything is doing, for staff."""
    return render(request, "system/system.html", system_page())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever shows METRICS_TOKEN. Without that setting there is nothing at this address."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _shows_token(request):
        refused = HttpResponse(NOT_SHOWN, status=401, content_type="text/plain; charset=utf-8")
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _shows_token(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(
        token.strip().encode(), settings.METRICS_TOKEN.encode()
    )
