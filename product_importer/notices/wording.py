"""The mail that tells of some notices: its subject, plain and HTML, its headers."""

from collections import Counter
from collections.abc import Sequence
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from product_importer.notices.models import Mail, Notice
from product_importer.notices.news import NoticeEvent

MOST_LISTED = 50
"""In one mail, the newest; of the others it says how many there are."""

LONGEST_SUBJECT = 150
IN_SUBJECT = {
    NoticeEvent.FAILED: "failed",
    NoticeEvent.LATE: "late",
    NoticeEvent.WAITS: "waiting",
    NoticeEvent.REJECTED: "with rejected rows",
    NoticeEvent.COMPLETED: "completed",
    NoticeEvent.TEST: "only a test",
}
"""In the order of what matters most."""


def message_of(
    mail: Mail, notices: Sequence[Notice], connection: BaseEmailBackend, *, mail_key: UUID
) -> EmailMultiAlternatives:
    """`notices`: all of the mail, newest first. The same each time, so that it may be sent again.

    `mail_key`: of the person whose mails the link stops.
    """
    stop_url = settings.SITE_URL + reverse("notices:stop_mails", args=[mail_key])
    context = {
        "heading": subject_of(notices),
        "notices": notices[:MOST_LISTED],
        "more": len(notices) - MOST_LISTED,
        "site_url": settings.SITE_URL,
        "list_url": settings.SITE_URL + reverse("notices:list"),
        "choices_url": settings.SITE_URL + reverse("notice_choices"),
        "stop_url": stop_url,
        "digest_hours": settings.MAIL_DIGEST_HOURS if mail.source_id else 0,
    }
    message = EmailMultiAlternatives(
        subject=f"[Product Importer] {context['heading']}",
        body=render_to_string("notices/mail.txt", context),
        to=[mail.address],
        headers={
            "Message-ID": f"<{mail.id}@{_domain()}>",
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    message.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
    return message


def subject_of(notices: Sequence[Notice]) -> str:
    """What happened, in plain words: the one title, or how many of what."""
    if len(notices) == 1:
        return _shortened(notices[0].title)
    found = Counter(notice.event for notice in notices)
    parts = [f"{found[event]:,} {word}" for event, word in IN_SUBJECT.items() if found[event]]
    names = {notice.source_name for notice in notices}
    about = names.pop() if len(names) == 1 else ""
    return _shortened(f"{about or 'Imports'}: {', '.join(parts)}")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SUBJECT else f"{text[: LONGEST_SUBJECT - 1]}…"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
