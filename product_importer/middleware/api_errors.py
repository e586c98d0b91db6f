"""Our shape of an error, whoever refused: JSON for programs, and a page where people would see an empty one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from product_importer.lib.errors import is_api, refuse

KEPT = ("Allow", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


class ApiErrorsMiddleware:
    """Replaces any other answer of 400 and above to a program, and the empty page of a 405.

    Whoever was signed out and presses a button gets to such an address by signing in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_to_be_replaced(request, response):
            return response
        answer = refuse(request, response.status_code)
        for name in KEPT:
            if name in response:
                answer[name] = response[name]
        return answer


def _is_to_be_replaced(request: HttpRequest, response: HttpResponseBase) -> bool:
    if not is_api(request):
        return response.status_code == 405
    return response.status_code >= 400 and not response.get("Content-Type", "").startswith("application/json")
