"""Who changed what, and when: each request that changed something leaves an entry, whoever sent it.

Whether it did is seen where changes end up, in what it wrote to the database.

Only ids are kept, never what was sent. What single products changed from and to is in their history.
"""

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from product_importer.accounts import audit
from product_importer.accounts.models import ActorKind
from product_importer.lib.actor import is_told, subject_of, token_of
from product_importer.lib.client_address import address_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

LARGEST_ANSWER_BYTES = 64 * 1024


class AuditMiddleware:
    """Comes after the middleware of users, sessions and tokens, which write for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return self.get_response(request)
        before = request.user  # signing out takes the user from the request
        writes = audit.Writes()
        with connection.execute_wrapper(writes):
            response = self.get_response(request)
        user = before if before.is_authenticated else request.user
        if user.is_authenticated and response.status_code < 400 and (writes.found or is_told(request)):
            _note(request, response, user)
        return response


def _note(request: HttpRequest, response: HttpResponseBase, user: User | AnonymousUser) -> None:
    token = token_of(request)
    audit.note(
        kind=ActorKind.API if token else ActorKind.USER,
        username=user.get_username(),
        action=f"{request.method} {request.resolver_match.view_name if request.resolver_match else ''}",
        subject=subject_of(request) or _subject(request, response),
        user_id=user.pk,
        token=token.prefix if token else "",
        address=address_of(request) or None,
    )


def _subject(request: HttpRequest, response: HttpResponseBase) -> str:
    """The ids in the address; for something new, the id that the answer leads to."""
    ids = request.resolver_match.kwargs if request.resolver_match else {}
    return _joined(ids) or _redirected_to(response) or _answered(response)


def _redirected_to(response: HttpResponseBase) -> str:
    try:
        return _joined(resolve(urlsplit(response.get("Location", "")).path).kwargs)
    except Resolver404:
        return ""


def _answered(response: HttpResponseBase) -> str:
    content = getattr(response, "content", b"")
    if not response.get("Content-Type", "").startswith("application/json") or len(content) > LARGEST_ANSWER_BYTES:
        return ""
    answer = json.loads(content or b"null")
    return str(answer.get("job_id") or answer.get("id") or "") if isinstance(answer, dict) else ""


def _joined(ids: dict[str, object]) -> str:
    return " ".join(map(str, ids.values()))
