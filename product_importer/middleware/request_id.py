"""An id for each request, in its answer and in every line that it logs."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from product_importer.lib import logs


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = secrets.token_hex(6)
        with logs.about_request(request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
