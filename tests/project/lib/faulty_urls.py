"""Our routes, and those of a view that fails in the way its address names."""

import errno

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from product_importer.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FAULTS: dict[str, Exception] = {
    "bad": BadRequest(),
    "big": RequestDataTooBig(),
    "denied": PermissionDenied(),
    "gone": Http404(),
    "broken": ZeroDivisionError("secret-canary"),
    "away": OperationalError("secret-canary"),
    "closed": InterfaceError("secret-canary"),
    "full": OSError(errno.ENOSPC, "secret-canary"),
}


def fail(request: HttpRequest, fault: str) -> HttpResponse:
    raise FAULTS[fault]


urlpatterns = [path("products/api/fail/<fault>/", fail), path("fail/<fault>/", fail), *urlpatterns]
