"""One-time links by mail, where mail is set up. A worker sends them; nobody waits for the mail server."""

import logging
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest
from kombu.exceptions import OperationalError as QueueAway

from product_importer.accounts.models import Person
from product_importer.accounts.people import links
from product_importer.accounts.tasks import send_mails
from product_importer.lib import redis_client

PAUSE_SECONDS = 5 * 60
"""Between two links that anybody can have sent to the same person."""

log = logging.getLogger(__name__)


class Mail(NamedTuple):
    to: str
    subject: str
    text: str


def is_set_up() -> bool:
    """The one place that asks."""
    return bool(settings.MAIL_IS_ON)


def send_link(person: User, *, site: str, is_new: bool) -> bool:
    """False if the queue is away."""
    return _enqueue([_mail(person, site=site, is_new=is_new)])


def send_forgotten(name: str, request: HttpRequest) -> bool:
    """A link to whoever has this username or address. The same work is done if there is nobody. False: queue away."""
    found = Person.people.staff().filter(Q(username=name) | Q(email__iexact=name), is_active=True).exclude(email="")
    site = links.site_of(request)
    wanting = [person for person in found[:2] if person.has_usable_password() and _first(person)]
    return _enqueue([_mail(person, site=site) for person in wanting])


def _first(person: User) -> bool:
    """Whether none was sent within the pause."""
    key = f"forgotten:{person.pk}"
    return bool(redis_client.ask(lambda redis: redis.set(key, 1, nx=True, ex=PAUSE_SECONDS), otherwise=True))


def _mail(person: User, *, site: str, is_new: bool = False) -> Mail:
    name, link = person.get_username(), links.link_for(person, site=site)
    why = (
        f"You have been given access to Product Importer at {site}. Your username is {name}."
        if is_new
        else f"Here is a link to choose a new password for {name} at {site}."
    )
    text = (
        f"{why}\n\nChoose your password here, within {links.hours()} hours:\n{link}\n\n"
        "The link works once. If you did not expect this mail, leave it alone: nothing changes without the link."
    )
    return Mail(person.email, "Your access to Product Importer" if is_new else "Choose a new password", text)


def _enqueue(mails: list[Mail]) -> bool:
    try:
        send_mails.apply_async(([[*mail] for mail in mails],), retry=False)
    except QueueAway:
        log.warning("The queue is unavailable, so a link could not be mailed.")
        return False
    return True
