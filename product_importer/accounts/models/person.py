"""People: users as their colleagues see them, each in one of three groups."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Permission, User
from django.db import models
from django.db.models import Q
from django.urls import reverse

ROLES = ("viewer", "importer", "manager")
"""The groups, each of which may do more than the one before it."""

MANAGE_PEOPLE = "accounts.manage_people"


class PersonQuerySet(models.QuerySet["Person"]):
    def with_details(self) -> PersonQuerySet:
        return self.select_related("second_factor").prefetch_related("groups")

    def in_order(self) -> PersonQuerySet:
        """Those who may sign in first, then by name."""
        return self.order_by("-is_active", "username", "pk")

    def staff(self) -> PersonQuerySet:
        return self.filter(is_staff=True)

    def able_to_manage(self) -> PersonQuerySet:
        """Who can sign in and let others in. Whoever never used their first link cannot."""
        return (
            self.staff()
            .filter(Q(is_superuser=True) | Q(groups__name="manager"), is_active=True)
            .exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
            .distinct()
        )


class Person(User):
    """A user, seen by colleagues. The table is Django's."""

    people = PersonQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        permissions = [("manage_people", "Can add people and choose their groups")]

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def role(self) -> str:
        """Their highest group, `administrator` if nothing is refused to them, or empty. Asks nothing if prefetched."""
        if self.is_superuser:
            return "administrator"
        names = {group.name for group in self.groups.all()}
        return next((role for role in reversed(ROLES) if role in names), "")

    @property
    def is_invited(self) -> bool:
        """Whether they still have to choose their first password."""
        return not self.has_usable_password()

    def granted(self) -> set[int]:
        """The keys of all permissions that they have, or would have again if they were let in."""
        mine = Q(group__user=self) | Q(user=self)
        return set(Permission.objects.filter(mine).values_list("pk", flat=True))
