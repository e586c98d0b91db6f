"""A program that shows its token acts as the token's owner; it needs neither a session nor a CSRF token."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from product_importer.accounts.models import ApiToken
from product_importer.lib import rate_limit
from product_importer.lib.errors import error_json, is_api

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNKNOWN = "This token is unknown. Check that it was copied in full."
READ_ONLY = "This token is read-only."
TOO_MANY = "This token has made too many requests. Wait a moment, then try again."


class ApiTokenMiddleware:
    """Comes after the one that reads the session, and before the one that lets staff in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not is_api(request):
            return self.get_response(request)
        token = ApiToken.objects.with_text(text.strip())
        if token is None or token.flaw:
            return _unauthorized(token.flaw if token and token.flaw else UNKNOWN)
        return self._answer(request, token)

    def _answer(self, request: HttpRequest, token: ApiToken) -> HttpResponseBase:
        allowance = rate_limit.spend(f"api-token:{token.pk}", settings.API_REQUESTS_PER_MINUTE)
        response: HttpResponseBase
        if allowance and allowance.is_used_up:
            response = error_json(429, message=TOO_MANY)
            response["Retry-After"] = str(allowance.reset_seconds)
        elif request.method not in SAFE and not token.may_write:
            response = error_json(403, "read_only_token", READ_ONLY)
        else:
            token.note_use()
            request.user = token.user
            request.api_token = token  # type: ignore[attr-defined]
            response = self.get_response(request)
        for name, value in (allowance.headers if allowance else {}).items():
            response[name] = value
        return response


def _unauthorized(message: str) -> HttpResponse:
    response = error_json(401, "invalid_token", message)
    response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response
