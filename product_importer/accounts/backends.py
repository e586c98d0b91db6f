"""Passwords are checked here, after a look at how many were wrong before."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from product_importer.accounts import guessing
from product_importer.accounts.devices import known_device
from product_importer.lib.client_address import address_of


class GuardedBackend(ModelBackend):
    def authenticate(  # type: ignore[override]  # as ModelBackend has it
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> AbstractBaseUser | None:
        """Raises TooManyGuesses; the middleware answers it with 429."""
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **others)
        suspected = guessing.suspects(username, address_of(request), known_device(request, username))
        with guessing.one_guess(suspected):
            user = super().authenticate(request, username, password, **others)
        if user is not None:
            guessing.forgive(suspected)
            request.signed_in_as = username  # type: ignore[attr-defined]  # the middleware remembers the browser
        return user
