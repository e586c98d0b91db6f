"""What became of mails lately, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from product_importer.notices.models import Mail


@dataclass(frozen=True)
class MailFacts:
    ended: Mapping[str, int]
    """How many came to each state."""
    waiting: int
    stuck_since: datetime | None
    """Since when the one waits that was tried in vain for longest."""
    reason: str
    """What the mail server said of that one last."""


def mail_facts(*, now: datetime, window: timedelta) -> MailFacts:
    """Two small queries, and one more while mails wait in vain."""
    ended = Mail.objects.filter(ended_at__gte=now - window).values("state").annotate(number=Count("*"))
    waits = Mail.objects.waiting()
    found = waits.aggregate(waiting=Count("*"), since=Min("created_at", filter=Q(tries__gt=0)))
    stuck = waits.filter(created_at=found["since"]).first() if found["since"] else None
    return MailFacts(
        ended=dict(ended.values_list("state", "number")),
        waiting=found["waiting"],
        stuck_since=found["since"],
        reason=stuck.error if stuck else "",
    )
