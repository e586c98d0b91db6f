"""Sends what is due: at least once each, by one process at a time. PostgreSQL knows what is owed.

A server that cannot be used costs one attempt for all mails, new ones too, which then wait for longer and longer;
further notices go into a mail that has surely not left. What the server refuses for good ends, and the person sees why.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from product_importer.lib.locks import held_if_free
from product_importer.notices.mail_server import MailServer, Refused, ServerAway
from product_importer.notices.models import Mail, MailState, Notice, NoticeChoices
from product_importer.notices.wording import message_of

ONE_SENDER = "the sender of mails"

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
"""Twice as long after each failure, up to this: a server that comes back hears from us soon."""

MOST_A_TURN = 200
"""Mails. The next turn goes on."""

NOT_WANTED = "The person takes no mails any more."
INTERRUPTED = "The process that sent it ended."
TOO_OLD = "No mail server took it in {hours} hours. The last reason: {reason}"

logger = logging.getLogger(__name__)


def send_due(*, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, unless another process is at it. How many mails were taken by the server."""
    if not settings.MAIL_IS_ON:
        return 0
    with held_if_free(ONE_SENDER) as is_ours:
        if not is_ours:
            return 0
        _find_interrupted()
        _give_up_old()
        now = timezone.now()
        return _send_all(should_stop) if Mail.objects.due(now).exists() and not _server_rests(now) else 0


def wait_after(tries: int) -> timedelta:
    """How long a mail waits after so many attempts that failed."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _send_all(should_stop: Callable[[], bool]) -> int:
    sent = 0
    try:
        with MailServer() as server:
            for _ in range(MOST_A_TURN):
                mail = None if should_stop() else _taken()
                if mail is None:
                    break
                sent += _send(mail, server)
    except ServerAway as away:
        logger.warning("mails wait: %s", away)
        _postpone_all(str(away))
    return sent


def _taken() -> Mail | None:
    """The mail that is due for longest, marked as being sent. One that a server hung up on comes after the others."""
    with transaction.atomic():
        due = Mail.objects.due(timezone.now()).order_by("is_out", "due_at", "id")
        mail = due.select_for_update(of=("self",), skip_locked=True).first()
        if mail:
            mail.take()
    return mail


def _send(mail: Mail, server: MailServer) -> bool:
    """Raises ServerAway, with the mail back in the outbox."""
    choices = NoticeChoices.objects.of_active_staff().filter(pk=mail.user_id).first()
    notices = list(Notice.objects.filter(mail=mail).newest_first())
    if choices is None or not choices.takes_mail or not notices:
        _end_unsent(mail, MailState.DROPPED, error=NOT_WANTED)
        return False
    mail.send_to(choices.mail_to)
    try:
        server.send(message_of(mail, notices, server.backend, mail_key=choices.mail_key))
    except ServerAway as away:
        at = timezone.now() + wait_after(mail.tries)
        mail.try_again(at, error=str(away), is_out=away.is_out, for_server=True)
        raise
    except Refused as refused:
        _note_refusal(mail, choices, refused)
        return False
    except Exception as error:  # the others are not to wait for one that we cannot write
        logger.exception("mail %s could not be written", mail.id)
        mail.try_again(timezone.now() + wait_after(mail.tries), error=repr(error))
        return False
    mail.end(MailState.SENT)
    return True


def _note_refusal(mail: Mail, choices: NoticeChoices, refused: Refused) -> None:
    logger.warning("mail %s was refused", mail.id)  # by an answer that may hold the address
    if not refused.is_final:
        mail.try_again(timezone.now() + wait_after(mail.tries), error=str(refused))
        return
    with transaction.atomic():
        _end_unsent(mail, MailState.REFUSED, error=str(refused))
        if refused.is_unknown:
            choices.refuse_mail(str(refused))


def _server_rests(now: datetime) -> bool:
    """Whether it could not be used a short time ago."""
    waiting = Mail.objects.for_server()
    return waiting.exists() and not waiting.filter(due_at__lte=now).exists()


def _postpone_all(reason: str) -> None:
    """One attempt was made for all of them: they wait for as long as the one that was tried most often."""
    now = timezone.now()
    due = dict(Mail.objects.due(now).values_list("pk", "tries"))
    tries = max([*(tries + 1 for tries in due.values()), *Mail.objects.for_server().values_list("tries", flat=True)])
    again = {"due_at": now + wait_after(tries), "error": reason, "for_server": True}
    Mail.objects.filter(pk__in=due).update(tries=F("tries") + 1, **again)


def _find_interrupted() -> None:
    """Nobody else sends while we have the lock, so what is being sent was left behind. The server may have it."""
    left = Mail.objects.filter(state=MailState.SENDING)
    left.update(state=MailState.WAITING, is_out=True, error=INTERRUPTED, due_at=timezone.now())


def _give_up_old() -> None:
    hours = settings.MAIL_GIVE_UP_HOURS
    for mail in Mail.objects.waiting().filter(tries__gt=0, created_at__lt=_hours_ago(hours)):
        _end_unsent(mail, MailState.GIVEN_UP, error=TOO_OLD.format(hours=hours, reason=mail.error))


def _end_unsent(mail: Mail, state: MailState, *, error: str) -> None:
    """Its notices are shown in the browser instead."""
    with transaction.atomic():
        mail.end(state, error=error)
        Notice.objects.filter(mail=mail, is_shown=False).update(is_shown=True)


def _hours_ago(hours: int) -> datetime:
    return timezone.now() - timedelta(hours=hours)
