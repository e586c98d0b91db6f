"""What each person chose to hear of, the notices, and the mails: the outbox and what became of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from product_importer.lib.ids import uuid7
from product_importer.notices.news import TONES, WORTH_A_LOOK, News, NoticeEvent

LONGEST_TITLE = 300


SCOPES = ("own", "sources", "all")


def _events(*, usual: bool = False) -> ArrayField[list[str], list[str]]:
    default = worth_a_look if usual else list
    return ArrayField(models.CharField(max_length=40), default=default, blank=True)


def worth_a_look() -> list[str]:
    """What people hear of their own imports in the browser until they choose."""
    return [event.value for event in WORTH_A_LOOK]


class NoticeChoicesQuerySet(models.QuerySet["NoticeChoices"]):
    def of_active_staff(self) -> NoticeChoicesQuerySet:
        return self.filter(user__is_active=True, user__is_staff=True)

    def in_order(self) -> NoticeChoicesQuerySet:
        return self.order_by("user_id")


class NoticeChoices(models.Model):
    """Of which events one person hears, of whose imports, and how. Who has no row hears what is usual."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_choices"
    )
    user_id: int
    mail_to = models.EmailField("mail address", blank=True, help_text="Empty: no mails.")
    own_in_browser = _events(usual=True)
    own_by_mail = _events()
    sources = ArrayField(models.UUIDField(), default=list, blank=True, help_text="Those that were chosen.")
    sources_in_browser = _events()
    sources_by_mail = _events()
    all_in_browser = _events()
    all_by_mail = _events()
    mail_key = models.UUIDField(
        default=uuid4, db_default=RandomUUID(), unique=True, editable=False, help_text="Of the link that stops mails."
    )
    refused_at = models.DateTimeField(null=True, blank=True, help_text="When a mail server said: no such mailbox.")
    refused_reason = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = NoticeChoicesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "choices of notices"

    def __str__(self) -> str:
        return f"what {self.user} hears of"

    @property
    def takes_mail(self) -> bool:
        """Not while the address is known to be wrong."""
        return bool(self.mail_to) and self.refused_at is None

    def ways(self, news: News) -> tuple[bool, bool]:
        """Whether this person hears of it in the browser, and by mail.

        What no mail can be written of is shown in the browser instead.
        """
        scopes = self._scopes(news)
        in_browser = any(news.event in getattr(self, f"{scope}_in_browser") for scope in scopes)
        by_mail = any(news.event in getattr(self, f"{scope}_by_mail") for scope in scopes)
        may_mail = settings.MAIL_IS_ON and self.takes_mail
        return in_browser or (by_mail and not may_mail), by_mail and may_mail

    def _scopes(self, news: News) -> list[str]:
        is_own = news.owner_id is not None and news.owner_id == self.user_id
        is_chosen = news.source_id is not None and news.source_id in self.sources
        return ["all", *(["own"] if is_own else []), *(["sources"] if is_chosen else [])]

    @property
    def hears_by_mail(self) -> bool:
        return any(getattr(self, f"{scope}_by_mail") for scope in SCOPES)

    def stop_mails(self) -> None:
        """What came by mail is shown in the browser from now on."""
        for scope in SCOPES:
            shown, mailed = (getattr(self, f"{scope}_{way}") for way in ("in_browser", "by_mail"))
            setattr(self, f"{scope}_in_browser", [*shown, *(event for event in mailed if event not in shown)])
            setattr(self, f"{scope}_by_mail", [])
        self.updated_at = timezone.now()
        self.save()

    def refuse_mail(self, reason: str) -> None:
        """No more mails until the person has looked at the address."""
        NoticeChoices.objects.filter(pk=self.pk).update(refused_at=timezone.now(), refused_reason=reason)


class MailState(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    """By the server, for good."""
    GIVEN_UP = "given_up", "given up"
    DROPPED = "dropped"
    """Nobody wants it any more."""


ENDED = (MailState.SENT, MailState.REFUSED, MailState.GIVEN_UP, MailState.DROPPED)


class MailQuerySet(models.QuerySet["Mail"]):
    def newest_first(self) -> MailQuerySet:
        return self.order_by("-id")

    def open(self) -> MailQuerySet:
        """Those that further notices may go into."""
        return self.filter(state=MailState.WAITING, is_out=False)

    def waiting(self) -> MailQuerySet:
        return self.filter(state=MailState.WAITING)

    def for_server(self) -> MailQuerySet:
        return self.waiting().filter(for_server=True)

    def due(self, now: datetime) -> MailQuerySet:
        """But for those about a source of which the same person had a mail a short time ago, or has one to come."""
        since = now - timedelta(hours=settings.MAIL_DIGEST_HOURS)
        same = Mail.objects.filter(user=OuterRef("user"), source_id=OuterRef("source_id"))
        is_before = Q(state__in=(MailState.WAITING, MailState.SENDING), pk__lt=OuterRef("pk"))
        held = Exists(same.filter(Q(sent_at__gt=since) | is_before))
        return self.waiting().filter(due_at__lte=now).exclude(Q(source_id__isnull=False) & held)


class Mail(models.Model):
    """One mail in the outbox. It tells of all its notices; its Message-ID is the same each time it is tried."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    source_id = models.UUIDField(null=True, blank=True, help_text="Of whose files it tells; none: of uploads.")
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    is_out = models.BooleanField(default=False, help_text="A server may have it: it is tried again as it was.")
    address = models.EmailField(blank=True, help_text="To which it was sent, or was to be.")
    tries = models.PositiveIntegerField(default=0)
    for_server = models.BooleanField(default=False, help_text="It waits because the mail server could not be used.")
    due_at = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True, help_text="What went wrong last.")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    was_out = False
    """Whether a server may have it from an earlier attempt than the one under way."""

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["user", "source_id", "-sent_at"], name="mail_last_sent"),
            models.Index(fields=["ended_at"], name="mail_ended"),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state_known", condition=Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="mail_end_has_a_time",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | ~Q(state__in=ENDED) & Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.id}"

    def send_to(self, address: str) -> None:
        self._write(address=address)

    def end(self, state: MailState, *, error: str = "") -> None:
        now = timezone.now()
        sent_at = now if state == MailState.SENT else None
        self._write(state=state, error=error, ended_at=now, sent_at=sent_at)

    def take(self) -> None:
        """It is being sent: nobody adds to it from now on."""
        self.was_out = self.is_out
        self._write(state=MailState.SENDING, tries=self.tries + 1, is_out=True, for_server=False)

    def try_again(self, at: datetime, *, error: str, is_out: bool = False, for_server: bool = False) -> None:
        """It waits. If it surely never left, further notices may go into it. `is_out`: it may have left just now."""
        is_out = is_out or self.was_out
        self._write(state=MailState.WAITING, due_at=at, error=error, is_out=is_out, for_server=for_server)

    def _write(self, **values: object) -> None:
        Mail.objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-id")

    def unread(self) -> NoticeQuerySet:
        return self.filter(is_shown=True, read_at=None)

    def read(self) -> int:
        """They are read from now on. How many were not."""
        return self.unread().update(read_at=timezone.now())


class Notice(models.Model):
    """What one person was told of one piece of news."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField(max_length=40)
    title = models.CharField(max_length=LONGEST_TITLE)
    reason = models.TextField(blank=True)
    counts = models.JSONField(default=list, blank=True, help_text="[[word, number]]")
    path = models.CharField(max_length=300)
    source_id = models.UUIDField(null=True, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    occasion = models.CharField(max_length=200)
    is_shown = models.BooleanField(help_text="In the browser: it counts as unread until it is read.")
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices")
    mail_id: UUID | None
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user", "-id"], name="notice_unread", condition=Q(is_shown=True, read_at=None)),
            models.Index(fields=["created_at"], name="notice_oldest"),
        ]
        constraints = [models.UniqueConstraint(name="notice_once", fields=["occasion", "user"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def is_unread(self) -> bool:
        return self.is_shown and self.read_at is None

    @property
    def tone(self) -> str:
        return TONES.get(NoticeEvent(self.event), "") if self.event in NoticeEvent else ""
