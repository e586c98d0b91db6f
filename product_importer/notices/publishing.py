"""The one door to people: notices are written in the transaction of what they tell, with the mails that will tell it.

Nothing is sent here. The beat has a worker look for mails that are due.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from product_importer.lib.locks import hold_until_commit, key_of
from product_importer.notices.audience import Listener, listeners
from product_importer.notices.models import LONGEST_TITLE, Mail, Notice
from product_importer.notices.news import News, NoticeEvent

TEST_TITLE = "This is a test"
TEST_REASON = "Mails about imports come to this address."


def publish(news: News) -> int:
    """Write what people hear of it in the caller's transaction. How many hear of it; none for the second time."""
    with transaction.atomic():
        hearing = _who_has_not_heard(news, list(listeners(news)))
        Notice.objects.bulk_create([_notice(news, listener, _mail(news, listener)) for listener in hearing])
    return len(hearing)


def mail_of(user_id: int, source_id: UUID | None) -> Mail:
    """The mail that the person's next notice about the source goes into: one that has not left yet, or a new one.

    It cannot leave before the transaction ends. Callers with several people ask in the order of their ids.
    """
    hold_until_commit(key_of(f"mail of {user_id} about {source_id}"))
    waiting = Mail.objects.open().filter(user_id=user_id, source_id=source_id).select_for_update()
    return waiting.first() or Mail.objects.create(user_id=user_id, source_id=source_id)


def publish_test(user_id: int) -> None:
    """Have a test mail sent. Pressed twice, one is enough."""
    with transaction.atomic():
        mail = mail_of(user_id, None)
        news = News(NoticeEvent.TEST, TEST_TITLE, reverse("notice_choices"), f"test in {mail.pk}", reason=TEST_REASON)
        if not Notice.objects.filter(occasion=news.occasion).exists():
            _notice(news, Listener(user_id, in_browser=False, by_mail=False), mail).save(force_insert=True)


def _who_has_not_heard(news: News, hearing: Iterable[Listener]) -> list[Listener]:
    """Two that tell the same at once take turns."""
    by_id = {listener.user_id: listener for listener in hearing}
    if not by_id:
        return []
    hold_until_commit(key_of(f"news {news.occasion}"))
    told = {*Notice.objects.filter(occasion=news.occasion).values_list("user_id", flat=True)}
    return [by_id[user_id] for user_id in sorted(by_id.keys() - told)]


def _mail(news: News, listener: Listener) -> Mail | None:
    return mail_of(listener.user_id, news.source_id) if listener.by_mail else None


def _notice(news: News, listener: Listener, mail: Mail | None) -> Notice:
    return Notice(
        user_id=listener.user_id,
        event=news.event,
        title=_one_line(news.title)[:LONGEST_TITLE],
        reason=news.reason,
        counts=[[word, number] for word, number in news.counts],
        path=news.path,
        source_id=news.source_id,
        source_name=news.source_name,
        occasion=news.occasion,
        is_shown=listener.in_browser,
        mail=mail,
        created_at=timezone.now(),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
