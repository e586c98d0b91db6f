"""Pages that want a fresh proof ask for it in the place of their answer, and then go on with what was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from product_importer.accounts.confirmation.forms import FIELD, ProofForm
from product_importer.accounts.confirmation.session import is_confirmed, note_confirmed

View = Callable[..., HttpResponseBase]

NOT_SENT_ALONG = {FIELD, "csrfmiddlewaretoken"}


def always(request: HttpRequest) -> bool:
    return True


def confirmed_first(when: Callable[[HttpRequest], bool] = always) -> Callable[[View], View]:
    """For views that change something: their POST is carried out once the person has proved again who they are.

    `when`: for whom, or for what, that is asked. Raises TooManyGuesses.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not is_confirmed(request) and when(request):
                form = ProofForm(request)
                if not form.is_valid():
                    return ask(request, form, sent=_sent(request))
                note_confirmed(request)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def ask(request: HttpRequest, form: ProofForm, *, sent: list[tuple[str, str]]) -> HttpResponse:
    """`sent`: what the form sends along, so that nothing has to be typed again."""
    context = {"form": form, "sent": sent, "back": _page_before(request)}
    return render(request, "accounts/confirm.html", context, status=422 if request.method == "POST" else 200)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_SENT_ALONG for value in values]


def _page_before(request: HttpRequest) -> str:
    """Where Cancel leads: the page whose form was sent, if it is one of ours."""
    parts = urlsplit(request.headers.get("Referer", ""))
    is_ours = parts.netloc == request.get_host() and parts.path.startswith("/") and not parts.path.startswith("//")
    return parts.path if is_ours else reverse("dashboard")
