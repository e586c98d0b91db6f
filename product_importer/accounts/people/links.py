"""One-time links to choose a password: they are void once a password was chosen, after a sign-in, and after a while."""

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from product_importer.launch import address


def link_for(user: User, *, site: str) -> str:
    """`site`: where people open the product, such as https://importer.example.com."""
    names = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    return site + reverse("choose_password", kwargs=names)


def site_of(request: HttpRequest) -> str:
    return _known_site() or request.build_absolute_uri("/").rstrip("/")


def site_of_command() -> str:
    """A command does not know what people type; without SITE_URL it is the address of `up`."""
    return _known_site() or address.chosen().url


def hours() -> int:
    """How long a link is good for."""
    return int(settings.PASSWORD_RESET_TIMEOUT) // 3600


def _known_site() -> str:
    return str(settings.SITE_URL).rstrip("/")
