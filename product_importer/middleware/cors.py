"""Lets pages of named origins (CORS_ALLOWED_ORIGINS) call the API from a browser, with a token and never with a cookie.

Everything else stays closed to other sites: nothing here allows credentials, and no address but the API's is opened.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from product_importer.lib.errors import is_api

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
SENT = "Authorization, Content-Type, If-Match, If-None-Match"
READABLE = "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-ID"
PREFLIGHT_KEPT_SECONDS = 600


class CorsMiddleware:
    """Comes before whatever may refuse, so that refusals can be read too. Not used while no origin is named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.CORS_ALLOWED_ORIGINS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_api(request):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        is_allowed = origin in settings.CORS_ALLOWED_ORIGINS
        response = _preflight() if is_allowed and _is_preflight(request) else self.get_response(request)
        patch_vary_headers(response, ("Origin",))
        if is_allowed:
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = READABLE
        return response


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _preflight() -> HttpResponse:
    """What a browser asks before it sends a request; it shows no token yet."""
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = SENT
    response["Access-Control-Max-Age"] = str(PREFLIGHT_KEPT_SECONDS)
    return response
