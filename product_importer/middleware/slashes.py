"""The slash at the end of an address."""

from django.http import HttpRequest
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """Leads those who only look to the address with its slash.

    Whoever writes would be led there as a reader, get an answer of 200, and believe that something was done.
    """

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.method in {"GET", "HEAD"} and super().should_redirect_with_slash(request)
