"""Who acts: a person in a browser, a program with a token, an import or a command."""

from dataclasses import dataclass
from typing import Literal, Protocol, cast

from django.contrib.auth.models import User
from django.http import HttpRequest


@dataclass(frozen=True)
class Actor:
    """Who made a change. `id`: the job's, the user's or the token's, as text; None where there is none."""

    kind: Literal["import", "user", "api", "command"]
    id: str | None = None


class Token(Protocol):
    """The part of an API token (`accounts.models.ApiToken`) that matters here."""

    @property
    def pk(self) -> object: ...

    @property
    def prefix(self) -> str: ...


def token_of(request: HttpRequest) -> Token | None:
    """The token that came with the request, if any."""
    return getattr(request, "api_token", None)


def actor_of(request: HttpRequest) -> Actor:
    if token := token_of(request):
        return Actor("api", str(token.pk))
    return Actor("user", str(request.user.pk))


def user_of(request: HttpRequest) -> User:
    """The person who is signed in, or to whom the token belongs."""
    return cast(User, request.user)


def tell_of(request: HttpRequest) -> None:
    """Somebody saw what not everybody may see: that is noted though nothing was changed."""
    request.is_told = True  # type: ignore[attr-defined]


def is_told(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_told", False))


def name_subject(request: HttpRequest, subject: str) -> None:
    """What the audit log says was changed, where the address does not."""
    request.named_subject = subject  # type: ignore[attr-defined]


def subject_of(request: HttpRequest) -> str:
    return str(getattr(request, "named_subject", ""))
