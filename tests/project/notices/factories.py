"""People who hear of things, and news, for tests."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from product_importer.notices.models import Mail, NoticeChoices
from product_importer.notices.news import News, NoticeEvent

ACME = UUID("00000000-0000-7000-8000-0000000000ac")


def make_person(name: str = "ana", **choices: Any) -> User:
    """Somebody of the staff, with these choices if there are any."""
    user = User.objects.create(username=name, is_staff=True)
    if choices:
        NoticeChoices.objects.create(user=user, **choices)
    return user


def mailed(name: str = "ana", **choices: Any) -> User:
    """Somebody who gets a mail of every import that fails."""
    return make_person(name, **{"mail_to": f"{name}@example.com", "all_by_mail": ["failed"]} | choices)


def news(number: int = 1, **values: Any) -> News:
    usual: dict[str, Any] = {
        "event": NoticeEvent.FAILED,
        "title": f"spring-{number}.csv failed",
        "path": "/products/imports/",
        "occasion": f"job {number}",
        "reason": "It has no column “SKU”.",
    }
    return News(**usual | values)


def of_acme(number: int = 1, **values: Any) -> News:
    return news(number, source_id=ACME, source_name="Acme", **values)


def states() -> list[str]:
    """Of all mails, in the order in which they were written."""
    return [*Mail.objects.order_by("id").values_list("state", flat=True)]
