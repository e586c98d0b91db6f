"""Mails and what becomes of them, at real servers that take them, refuse, hang, are away and come back."""

import smtplib
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from time_machine import travel

from product_importer.lib.locks import AdvisoryLock
from product_importer.notices import outbox
from product_importer.notices.mail_server import TOO_SLOW
from product_importer.notices.models import Mail, Notice, NoticeChoices
from product_importer.notices.publishing import publish, publish_test
from product_importer.notices.retention import sweep
from tests.processes import free_port
from tests.project.notices.factories import mailed, make_person, news, of_acme, states
from tests.project.notices.mail_servers import Inbox, guarded, hanging_server, mail_server, send_to
from tests.webhooks.receivers import CERTIFICATE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with mail_server() as inbox:
        send_to(settings, inbox.port)
        yield inbox


def later(hours: float) -> travel:
    return travel(timezone.now() + timedelta(hours=hours), tick=True)


def test_mail_tells_what_happened_and_where_to_look(inbox: Inbox) -> None:
    mailed()
    counts = (("created", 1204), ("rejected", 3))
    publish(news(title="spring.csv: 3 of 1,207 rows rejected", counts=counts, reason="Price is <b>missing</b>."))

    assert outbox.send_due() == 1

    (message,) = inbox.messages
    mail = Mail.objects.get()
    assert (message["To"], message["From"]) == ("ana@example.com", "Importer <importer@example.com>")
    assert message["Subject"] == "[Product Importer] spring.csv: 3 of 1,207 rows rejected"
    assert message["Message-ID"] == f"<{mail.id}@example.com>"
    stop_url = f"https://importer.example.com/notices/stop-mails/{NoticeChoices.objects.get().mail_key}/"
    assert message["List-Unsubscribe"].strip() == f"<{stop_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    for part in (plain.get_content(), html.get_content()):
        assert stop_url in part
        assert "https://importer.example.com/products/imports/" in part
        assert "1,204" in part
        assert "rejected" in part
    assert "Price is <b>missing</b>." in plain.get_content()
    assert "Price is &lt;b&gt;missing&lt;/b&gt;." in html.get_content()
    assert (mail.state, mail.address, mail.tries) == ("sent", "ana@example.com", 1)


def test_mail_is_sent_once_however_often_the_beat_asks(inbox: Inbox) -> None:
    mailed()
    publish(news())

    assert [outbox.send_due() for _ in range(3)] == [1, 0, 0]
    with later(hours=30):
        assert outbox.send_due() == 0
    assert len(inbox.contents) == 1


def test_only_one_process_sends_at_a_time(inbox: Inbox) -> None:
    mailed()
    publish(news())

    with AdvisoryLock(outbox.ONE_SENDER) as elsewhere:
        assert elsewhere.try_acquire()
        assert outbox.send_due() == 0
    assert outbox.send_due() == 1


def test_frequent_source_fills_one_mail_in_four_hours(inbox: Inbox) -> None:
    mailed(all_by_mail=["failed", "completed"])
    publish(of_acme(1))
    outbox.send_due()
    for number in (2, 3):
        publish(of_acme(number))
    publish(news(4))

    assert outbox.send_due() == 1  # the one that is not about the source
    with later(hours=4.1):
        assert outbox.send_due() == 1

    titles = ["spring-1.csv failed", "spring-4.csv failed", "Acme: 2 failed"]
    assert inbox.subjects == [f"[Product Importer] {title}" for title in titles]
    body = inbox.messages[-1].get_body(("plain",))
    assert body is not None
    assert body.get_content().index("spring-3.csv") < body.get_content().index("spring-2.csv")


def test_mails_wait_for_a_server_that_is_away_for_a_day_and_are_sent_once(settings: Settings) -> None:
    port = free_port()
    send_to(settings, port)
    for name in ("ana", "bo"):
        mailed(name)
    publish(of_acme(1))
    with later(hours=0) as clock:
        for number in range(2, 26):
            outbox.send_due()
            clock.shift(timedelta(hours=1))
            publish(of_acme(number))
        assert states() == ["waiting", "waiting"]
        assert {"The mail server cannot be used" in mail.error for mail in Mail.objects.all()} == {True}
        with mail_server(port) as inbox:
            assert [outbox.send_due() for _ in range(3)] == [2, 0, 0]

    assert inbox.subjects == ["[Product Importer] Acme: 25 failed"] * 2
    assert states() == ["sent", "sent"]


def test_server_that_is_away_is_asked_less_and_less_often(settings: Settings) -> None:
    send_to(settings, free_port())
    mailed()
    publish(news())
    waits = []
    with later(hours=0) as clock:
        for _ in range(7):
            outbox.send_due()
            due_at = Mail.objects.get().due_at
            waits.append(round((due_at - timezone.now()).total_seconds() / 60))
            clock.move_to(due_at)

    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_new_mails_wait_with_the_others_for_a_server_that_is_away(settings: Settings) -> None:
    port = free_port()
    send_to(settings, port)
    mailed("ana")
    with later(hours=0) as clock:
        publish(of_acme(1))
        for _ in range(3):
            outbox.send_due()
            clock.move_to(Mail.objects.get().due_at)
        outbox.send_due()
        mailed("bo")
        publish(of_acme(2))
        with mail_server(port) as inbox:
            assert outbox.send_due() == 0
            clock.shift(timedelta(minutes=7))
            assert (outbox.send_due(), inbox.subjects) == (0, [])
            clock.shift(timedelta(minutes=1))
            assert outbox.send_due() == 2


def test_mail_on_which_a_server_hangs_up_does_not_keep_the_others(inbox: Inbox) -> None:
    mailed("ana")
    inbox.is_forgetful = True
    publish(of_acme(1))
    outbox.send_due()
    inbox.is_forgetful = False

    with later(hours=0.1):
        mailed("bo")
        publish(of_acme(2))
        outbox.send_due()

    assert [message["To"] for message in inbox.messages] == ["ana@example.com", "bo@example.com", "ana@example.com"]


@pytest.mark.parametrize(("greeting", "drip"), [(b"", b""), (b"220 Hello\r\n", b""), (b"220-", b"o")])
def test_server_that_hangs_is_given_up_in_time_and_the_mail_waits(
    settings: Settings, greeting: bytes, drip: bytes
) -> None:
    mailed()
    publish_all = [news(1), news(2)]
    with hanging_server(greeting, drip) as port:
        send_to(settings, port)
        settings.MAIL_TIMEOUT_SECONDS = 0.3
        for each in publish_all:
            publish(each)

        assert outbox.send_due() == 0

    assert states() == ["waiting"]
    mail = Mail.objects.get()
    assert (mail.error, mail.is_out) == (TOO_SLOW, False)


def test_mailbox_that_does_not_exist_ends_the_mail_and_is_shown_to_the_person(inbox: Inbox) -> None:
    person, other = mailed(), mailed("bo")
    inbox.answers["RCPT"] = "550 5.1.1 No such user here"
    publish(news())

    assert outbox.send_due() == 0

    assert states() == ["refused", "refused"]
    choices = NoticeChoices.objects.get(user=person)
    assert (choices.takes_mail, choices.refused_reason) == (False, "550 5.1.1 No such user here")
    assert Notice.objects.filter(user=person).unread().count() == 1
    inbox.answers.clear()
    publish(news(2))
    assert outbox.send_due() == 0
    assert Notice.objects.filter(user=other).unread().count() == 2


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "554 5.7.1 Relay access denied", "refused"),
        ("DATA", "554 5.6.0 That looks like spam", "refused"),
        ("RCPT", "451 4.7.1 Greylisted, come back later", "waiting"),
        ("DATA", "452 4.2.2 Mailbox full", "waiting"),
    ],
)
def test_other_refusals_end_one_mail_or_let_it_wait(inbox: Inbox, command: str, answer: str, state: str) -> None:
    person = mailed()
    inbox.answers[command] = answer
    publish(news())

    assert outbox.send_due() == 0

    mail = Mail.objects.get()
    assert (mail.state, mail.error, mail.is_out) == (state, answer, state == "refused")
    assert NoticeChoices.objects.get(user=person).takes_mail
    inbox.answers.clear()
    with later(hours=0.1):
        assert outbox.send_due() == (state == "waiting")


def test_mail_that_may_have_arrived_comes_again_as_it_was(inbox: Inbox) -> None:
    mailed()
    inbox.is_forgetful = True
    publish(of_acme(1))
    outbox.send_due()
    inbox.is_forgetful, inbox.answers["RCPT"] = False, "451 4.7.1 Come back later"
    with later(hours=0.1):
        outbox.send_due()
    publish(of_acme(2))
    inbox.answers.clear()
    with later(hours=0.5):
        assert outbox.send_due() == 1  # the second waits for its hour

    first, second = inbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Subject"] == second["Subject"] == "[Product Importer] spring-1.csv failed"
    assert states() == ["sent", "waiting"]


def test_mail_whose_sender_died_is_sent_again_under_the_same_id(inbox: Inbox) -> None:
    mailed()
    publish(news())
    Mail.objects.update(state="sending", is_out=True, tries=1)

    assert outbox.send_due() == 1
    assert inbox.messages[0]["Message-ID"] == f"<{Mail.objects.get().id}@example.com>"


def test_mail_that_no_server_took_is_given_up_and_shown_instead(settings: Settings) -> None:
    send_to(settings, free_port())
    mailed()
    publish(news())
    outbox.send_due()

    with later(hours=73):
        outbox.send_due()

    assert states() == ["given_up"]
    assert "in 72 hours" in Mail.objects.get().error
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("change", [{"mail_to": ""}, {"user__is_active": False}])
def test_mail_that_nobody_wants_any_more_is_dropped(inbox: Inbox, change: dict[str, object]) -> None:
    person = mailed()
    publish(news())
    if "mail_to" in change:
        NoticeChoices.objects.update(mail_to="")
    else:
        person.is_active = False
        person.save()

    assert outbox.send_due() == 0
    assert (states(), inbox.contents) == (["dropped"], [])
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize(
    ("password", "is_trusted", "error"),
    [
        ("secret", True, ""),
        ("wrong", True, "535 5.7.8 Authentication credentials invalid"),
        ("secret", False, "The mail server cannot be used: [SSL: CERTIFICATE_VERIFY_FAILED]"),
    ],
)
def test_mail_goes_over_tls_to_a_server_that_is_trusted_and_knows_us(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, password: str, is_trusted: bool, error: str
) -> None:
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    mailed()
    with mail_server(**guarded()) as inbox:
        send_to(settings, inbox.port)
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "ana", password
        publish(news())

        assert outbox.send_due() == (not error)

    mail = Mail.objects.get()
    assert (mail.state, mail.is_out) == ("waiting" if error else "sent", not error)
    assert mail.error.startswith(error)


def test_password_that_the_server_refuses_lets_the_mail_wait(inbox: Inbox, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "ana", "pässword"
    mailed()
    publish(news())

    assert outbox.send_due() == 0

    mail = Mail.objects.get()
    assert (mail.state, mail.is_out) == ("waiting", False)
    assert "pässword" not in mail.error


def test_nothing_is_sent_where_mail_is_off(inbox: Inbox, settings: Settings) -> None:
    mailed()
    publish(news())
    settings.MAIL_IS_ON = False

    assert (outbox.send_due(), inbox.contents) == (0, [])


def test_test_mail_is_sent(inbox: Inbox) -> None:
    publish_test(make_person(mail_to="ana@example.com").pk)

    assert outbox.send_due() == 1
    assert inbox.subjects == ["[Product Importer] This is a test"]


def test_old_notices_and_ended_mails_go_and_what_waits_stays(inbox: Inbox) -> None:
    mailed()
    publish(news(1))
    outbox.send_due()
    with later(hours=24 * 91):
        publish(news(2))
        sweep()

    assert [*Notice.objects.values_list("occasion", flat=True)] == ["job 2"]
    assert states() == ["waiting"]


def test_servers_of_these_tests_are_real() -> None:
    """What they say is what a client of Python's own library hears."""
    with mail_server() as inbox, smtplib.SMTP("127.0.0.1", inbox.port) as client:
        assert client.noop()[0] == 250
    with hanging_server() as port, socket.create_connection(("127.0.0.1", port)) as client_socket:
        client_socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client_socket.recv(1)
