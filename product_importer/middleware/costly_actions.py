"""Limits how many times a minute a person may ask for much work, by page and by API together.

What is too much is refused before its body is read. While Redis is away nobody is limited.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from product_importer.lib import rate_limit
from product_importer.lib.errors import refuse

TOO_OFTEN = "You have done this too often in the last minute. Wait a moment, then try again."


class CostlyActionsMiddleware:
    """Comes after the middleware that lets staff in, and before whatever reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        action, most = settings.COSTLY_ACTIONS.get(f"{request.method} {name}", ("", 0))
        allowance = rate_limit.spend(f"{action}:{request.user.pk}", most) if action else None
        if allowance is None or not allowance.is_used_up:
            return None
        response = refuse(request, 429, message=TOO_OFTEN)
        response["Retry-After"] = str(allowance.reset_seconds)
        return response
