"""Counts requests, and how long they take, by the names of their routes."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

from product_importer.lib import instruments
from product_importer.lib.routes import method_of, route_of


class MetricsMiddleware:
    """Comes first, so that it sees every answer. Not used where nobody may ask for the figures."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route, method = route_of(request), method_of(request)
        instruments.REQUESTS.labels(route, method, f"{response.status_code // 100}xx").inc()
        instruments.REQUEST_SECONDS.labels(route, method).observe(seconds)
        instruments.look_at_pool()
        return response
