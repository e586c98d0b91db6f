"""Adding and changing people. Whatever is asked, somebody must be left who can let people in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group, User
from django.db import transaction

from product_importer.accounts.models import ROLES, ApiToken, Person
from product_importer.accounts.people import authority


class Refusal(Exception):
    """Why it was not done, in a sentence for the person."""


class NotAllowed(Refusal):
    """Whoever asks may not do this to that person."""


def add(*, username: str, email: str, role: str) -> Person:
    """Somebody who cannot sign in yet: a one-time link lets them choose a password."""
    with transaction.atomic():
        person = Person.objects.create_user(username, email, None, is_staff=True)
        _put_into(person, role)
    return person


def change(person: Person, *, email: str, role: str, by: User) -> None:
    """Raises Refusal. A superuser's group says nothing and stays."""
    with _somebody_still_manages():
        found = _locked(person, by)
        found.email = email
        found.save(update_fields=["email"])
        if not found.is_superuser:
            _put_into(found, role)


def deactivate(person: Person, *, by: User) -> bool:
    """They are signed out everywhere, their tokens are revoked, their password is void. False if it was so.

    Raises Refusal.
    """
    if person.pk == by.pk:
        raise Refusal(authority.YOURSELF)
    with _somebody_still_manages():
        found = _locked(person, by)
        was_active = found.is_active
        found.is_active = False
        found.set_unusable_password()
        found.save(update_fields=["is_active", "password"])
        ApiToken.objects.filter(user=found).revoke()
    return was_active


def activate(person: Person, *, by: User) -> bool:
    """They may choose a new password by a link. False if they were active. Raises Refusal."""
    with transaction.atomic():
        found = _locked(person, by)
        was_active, found.is_active = found.is_active, True
        found.save(update_fields=["is_active"])
    return not was_active


def _locked(person: Person, by: User) -> Person:
    """As they are at this moment. Raises NotAllowed."""
    found = Person.people.select_for_update(no_key=True).get(pk=person.pk)
    if not authority.may_change(by, found):
        raise NotAllowed(authority.BEYOND_YOURS)
    return found


def _put_into(person: Person, role: str) -> None:
    """Other groups that somebody may be in are not ours to take away."""
    person.groups.remove(*Group.objects.filter(name__in=ROLES))
    person.groups.add(*Group.objects.filter(name=role))


@contextmanager
def _somebody_still_manages() -> Iterator[None]:
    """One such change at a time, and none that leaves nobody. Raises Refusal."""
    with transaction.atomic():
        list(Group.objects.select_for_update().filter(name="manager"))
        yield
        if not Person.people.able_to_manage().exists():
            raise Refusal("Nobody would be left who can manage people. Make somebody else a manager first.")
