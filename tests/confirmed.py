"""People who have entered their password just now, as after signing in."""

import time

from django.test import Client

from product_importer.accounts.confirmation.session import CONFIRMED_AT


def just_confirmed(client: Client) -> Client:
    session = client.session
    session[CONFIRMED_AT] = int(time.time())
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client
