"""Who acts in a request: a person in a browser, or a program with a token."""

from typing import TYPE_CHECKING, cast

from django.contrib.auth.models import User
from django.http import HttpRequest

from webhooks.events import Actor

if TYPE_CHECKING:
    from product_importer.accounts.models import ApiToken


def token_of(request: HttpRequest) -> "ApiToken | None":
    """The token that the request came with, if it came with one."""
    return getattr(request, "api_token", None)


def actor_of(request: HttpRequest) -> Actor:
    if token := token_of(request):
        return Actor("api", str(token.pk))
    return Actor("user", str(request.user.pk))


def user_of(request: HttpRequest) -> User:
    """The person who is signed in, or to whom the token belongs."""
    return cast(User, request.user)
