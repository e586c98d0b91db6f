"""Refuses bodies that nobody will use, before a byte of them is read or stored.

It comes before the CSRF middleware, which would read the whole body, and after the one that lets staff in.
The web server closes the connection after such an answer (gunicorn.conf.py).
"""

from collections.abc import Callable

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from product_importer import upload_space
from product_importer.lib.errors import refuse
from product_importer.lib.humanize import size_in_words
from product_importer.upload_space import ReservedFileUploadHandler

ENVELOPE_BYTES = 64 * 1024
"""What a form adds around its file: boundaries, names, the CSRF token and the options."""


class BodyGateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.content_type == "multipart/form-data":
            _delete_what_was_cut_off(request)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponse | None:
        if request.method in {"GET", "HEAD", "OPTIONS"} and not _has_body(request):
            return None
        match = request.resolver_match
        is_upload = match is not None and match.view_name in settings.UPLOAD_VIEWS
        refusal = _refuse_upload(request) if is_upload else _refuse_size(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if refusal:
            return refusal
        _give_the_connection_back()
        return refuse(request, 507) if is_upload and not _find_space(request) else None


def _refuse_upload(request: HttpRequest) -> HttpResponse | None:
    if not request.user.has_perm(settings.UPLOAD_PERMISSION):
        return refuse(request, 403, message="You can view imports, but you don't have access to upload files.")
    return _refuse_size(request, settings.IMPORT_MAX_BYTES)


def _give_the_connection_back() -> None:
    """To the pool: the body may come slowly, and pages want it meanwhile."""
    if not connection.in_atomic_block:
        connection.close()


def _find_space(request: HttpRequest) -> bool:
    """Whether the disk can take the body. That of a form with a large file gets its space at once."""
    length = _length(request)
    if request.content_type != "multipart/form-data" or length <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        return upload_space.is_there(length)
    reserved = upload_space.reserve(length)
    if reserved is None:
        return False
    others = [each for each in request.upload_handlers if not isinstance(each, TemporaryFileUploadHandler)]
    request.upload_handlers = [*others, ReservedFileUploadHandler(request, reserved)]
    return True


def _refuse_size(request: HttpRequest, most: int) -> HttpResponse | None:
    """Refuse a body of unknown length, or one that is longer than `most` bytes and what a form adds to them."""
    if not request.META.get("CONTENT_LENGTH"):
        return refuse(request, 411) if _has_body(request) else None
    if _length(request) > most + ENVELOPE_BYTES:
        return refuse(request, 413, message=f"This is too large: at most {size_in_words(most)} are accepted.")
    return None


def _delete_what_was_cut_off(request: HttpRequest) -> None:
    """When a client vanishes half-way through a file, Django would keep what came until memory is tidied up."""
    for handler in request.upload_handlers:
        if isinstance(handler, ReservedFileUploadHandler):
            handler.release()
        if part := getattr(handler, "file", None):
            part.close()


def _has_body(request: HttpRequest) -> bool:
    return bool(request.META.get("CONTENT_LENGTH") or request.META.get("HTTP_TRANSFER_ENCODING"))


def _length(request: HttpRequest) -> int:
    """Bytes; the web server has checked that it is a number."""
    return int(request.META.get("CONTENT_LENGTH") or 0)
