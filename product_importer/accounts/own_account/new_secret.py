"""The secret of a second factor that is being set up: it waits in the session, encrypted, for the first right code."""

import segno
from django.http import HttpRequest

from product_importer.accounts.second_factor import codes
from product_importer.lib.sealing import sealed, unsealed

KEY = "second_factor_secret"


def secret_of(request: HttpRequest) -> str:
    """The same until it is used, so that a reload shows the same picture."""
    kept = request.session.get(KEY)
    if kept and (secret := unsealed(kept).get("secret")):
        return secret
    secret = codes.new_secret()
    request.session[KEY] = sealed({"secret": secret})
    return secret


def forget_secret(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def qr_code(secret: str, username: str) -> str:
    """A picture as a data URI; dark on white in both themes, for cameras want it so."""
    return segno.make(codes.address_for_app(secret, username), error="m").svg_data_uri(scale=4, light="white")
