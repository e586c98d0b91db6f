"""Answers who guesses passwords too often, and remembers the browsers of those who know theirs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from product_importer.accounts.devices import remember
from product_importer.accounts.guessing import TooManyGuesses


class GuessingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if username := getattr(request, "signed_in_as", ""):
            remember(request, response, username)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooManyGuesses):
            return None
        response = render(request, "registration/locked_out.html", {"seconds": exception.seconds}, status=429)
        response["Retry-After"] = str(exception.seconds)
        return response
