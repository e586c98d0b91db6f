"""What a person or a program gets when something is refused or breaks: our own page or JSON, never a traceback."""

import errno
import logging
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from psycopg.errors import DiskFull, LockNotAvailable, QueryCanceled

from product_importer.lib.file_store.failures import StoreAway

API_PREFIXES = ("/api/", "/products/api/", "/webhooks/api/")
RETRY_AFTER_SECONDS = 10

log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=HttpResponse)
Fields = Mapping[str, Sequence[str]]


class StatusMeaning(NamedTuple):
    """A status in a word for programs and a sentence for people."""

    code: str
    message: str


STATUS_MEANINGS = {
    400: StatusMeaning("malformed", "The request could not be understood."),
    401: StatusMeaning("not_signed_in", "Sign in first."),
    403: StatusMeaning("forbidden", "You don't have access. Ask an administrator."),
    404: StatusMeaning("not_found", "Nothing was found at this address."),
    405: StatusMeaning("method_not_allowed", "This address does not accept that method."),
    409: StatusMeaning("conflict", "This is not possible in the current state."),
    411: StatusMeaning("length_required", "The request has no length. Send it with Content-Length."),
    412: StatusMeaning("changed_meanwhile", "This has changed in the meantime. Reload it, then try again."),
    413: StatusMeaning("too_large", "The request is too large."),
    415: StatusMeaning("unsupported_format", "This format is not supported."),
    422: StatusMeaning("invalid", "Some values are not valid."),
    429: StatusMeaning("too_many_requests", "Too many requests. Wait a moment, then try again."),
    500: StatusMeaning("internal_error", "Something went wrong on our side. The error has been logged."),
    503: StatusMeaning("unavailable", "The database is not responding. Nothing is lost; try again in a moment."),
    507: StatusMeaning("disk_full", "There is not enough space on the server's disk. Try again later."),
}


class ApiError(Exception):
    """Raised where an API route refuses. What is not given falls back to the usual meaning of the status."""

    def __init__(
        self,
        status: int,
        code: str = "",
        message: str = "",
        fields: Fields | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.headers = headers or {}
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields


def is_api(request: HttpRequest) -> bool:
    """Whether the client is a program: it gets JSON and is never redirected to the sign-in page."""
    return request.path.startswith(API_PREFIXES)


def error_json(status: int, code: str = "", message: str = "", fields: Fields | None = None) -> JsonResponse:
    """The one shape of an error for programs."""
    meaning = STATUS_MEANINGS.get(status, STATUS_MEANINGS[400 if status < 500 else 500])
    error = {"code": code or meaning.code, "message": message or meaning.message, "fields": dict(fields or {})}
    return _retryable(JsonResponse({"error": error}, status=status))


def error_page(status: int, message: str = "", *, within: HttpRequest | None = None) -> HttpResponse:
    """The page for people; with our navigation, if it is `within` the request of somebody who is signed in.

    Without, it needs no query, not even for the user: the database may be away.
    """
    meaning = STATUS_MEANINGS.get(status, STATUS_MEANINGS[400 if status < 500 else 500])
    templates = ["refused.html"] if message else [f"{status}.html", "refused.html"]
    frame = {"frame": "base.html"} if within else {}
    try:
        content: str = loader.render_to_string(templates, {"message": message or meaning.message, **frame}, within)
    except Exception:
        log.exception("The page for status %s cannot be shown.", status)
        content = message or meaning.message
    return _retryable(HttpResponse(content, status=status))


def refuse(request: HttpRequest, status: int, code: str = "", message: str = "") -> HttpResponse:
    """JSON or a page, whatever the client can use."""
    if is_api(request):
        return error_json(status, code, message)
    return error_page(status, message, within=request if status < 500 and _is_staff(request) else None)


def _is_staff(request: HttpRequest) -> bool:
    """Whether somebody is signed in who sees our pages. A request that is refused early has no user yet."""
    try:
        return bool(request.user.is_staff)
    except (AttributeError, OperationalError, InterfaceError):
        return False


def is_disk_full(error: BaseException | None) -> bool:
    """Whether there is no space, for us or for PostgreSQL."""
    if isinstance(error, OperationalError):
        return isinstance(error.__cause__, DiskFull)
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


_BUSY: dict[type[Exception], tuple[str, str]] = {
    LockNotAvailable: (
        "busy",
        "Something large is changing the catalogue at the moment, so this could not be done. Nothing was changed. "
        "Try again in a minute.",
    ),
    DiskFull: STATUS_MEANINGS[507],
    QueryCanceled: (
        "took_too_long",
        "This took too long and was stopped. Nothing was changed. Narrow it, or try again.",
    ),
}
"""The database is there, and cannot do it now."""

# Django's handlers


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while the exception is being handled; its kind decides what to say."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        code, message = next((said for kind, said in _BUSY.items() if isinstance(error.__cause__, kind)), ("", ""))
        return refuse(request, 503, code, message)
    if isinstance(error, StoreAway):
        return refuse(request, 503, "store_away", StoreAway.sentence)
    return refuse(request, 507 if is_disk_full(error) else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(request, 403, "csrf_failed", "This form has expired. Reload the page and send it again.")


def _retryable(response: Answer) -> Answer:
    response["Cache-Control"] = "no-store"
    if response.status_code in {429, 503}:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
