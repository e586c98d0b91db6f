"""Redirects to the address with a slash at its end."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware

PROBED = ("/health/", "/metrics")


class SlashMiddleware(CommonMiddleware):
    """Redirects GET and HEAD only.

    A redirected POST would become a GET, be answered with 200, and look as if something had been done.

    The host is checked here too, except under PROBED: load balancers, Prometheus and the image's own health check know
    addresses, not ALLOWED_HOSTS.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path.startswith(PROBED) else super().process_request(request)

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.method in {"GET", "HEAD"} and super().should_redirect_with_slash(request)
