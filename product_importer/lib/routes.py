"""What a request is called where it is counted or traced: there are as many names as the product has routes."""

from django.conf import settings
from django.http import HttpRequest

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATIC, UNKNOWN, OTHER = "static", "unknown", "OTHER"


def route_of(request: HttpRequest) -> str:
    """Such as `api:upload`, whatever ids are in the address. Known once the request was answered."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return STATIC if request.path.startswith(settings.STATIC_URL) else UNKNOWN


def method_of(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else OTHER
