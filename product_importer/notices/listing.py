"""Which notices of a person a list shows, and how many are unread."""

from uuid import UUID

from django.contrib.auth.models import User

from product_importer.lib.keyset import CursorPage, cursor_page
from product_importer.notices.models import Notice, NoticeQuerySet

A_PAGE = 50
ORDER = ("-id",)
MOST_COUNTED = 100
"""Unread ones. Beyond that nobody wants to know."""


def of_user(user: User) -> NoticeQuerySet:
    return Notice.objects.filter(user=user)


def page(user: User, *, only_unread: bool = False, cursor: str | None = None, size: int = A_PAGE) -> CursorPage[Notice]:
    """Newest first. Raises InvalidCursor."""
    notices = of_user(user).unread() if only_unread else of_user(user)
    return cursor_page(notices.select_related("mail"), order=ORDER, cursor=cursor, size=size, list_name="notices")


def unread(user: User) -> int:
    return of_user(user).unread()[:MOST_COUNTED].count()


def read(user: User, ids: list[UUID] | None = None) -> int:
    """These, or all, are read from now on. How many were not."""
    notices = of_user(user)
    return (notices if ids is None else notices.filter(pk__in=ids)).read()
