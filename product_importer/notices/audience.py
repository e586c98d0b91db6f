"""Who hears of a piece of news, and how: by what each person chose, or by what is usual."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User

from product_importer.notices.models import NoticeChoices
from product_importer.notices.news import News


@dataclass(frozen=True)
class Listener:
    user_id: int
    in_browser: bool
    by_mail: bool


def listeners(news: News) -> Iterator[Listener]:
    """Active staff who hear of it, in the order of their ids. Two queries, however many people there are."""
    chosen = NoticeChoices.objects.of_active_staff().in_order()
    for choices in [*chosen, *_usual(news)]:
        in_browser, by_mail = choices.ways(news)
        if in_browser or by_mail:
            yield Listener(choices.user_id, in_browser, by_mail)


def _usual(news: News) -> list[NoticeChoices]:
    """What is usual for whose import it is, unless they chose."""
    if news.owner_id is None:
        return []
    owner = User.objects.filter(pk=news.owner_id, is_active=True, is_staff=True, notice_choices=None)
    return [NoticeChoices(user_id=pk) for pk in owner.values_list("pk", flat=True)]
