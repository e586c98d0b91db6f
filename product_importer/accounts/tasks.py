"""Background tasks for accounts."""

from smtplib import SMTPException

from celery import shared_task
from django.core.mail import send_mail

from product_importer.accounts.models import AuditEntry


@shared_task
def forget_old_entries() -> None:
    """Keep the audit log as long as the settings say. Running it twice is safe."""
    AuditEntry.objects.forget_old()


@shared_task(autoretry_for=(OSError, SMTPException), retry_backoff=30, max_retries=6, acks_late=True)
def send_mails(mails: list[tuple[str, str, str]]) -> None:
    """To whom, subject and text of each. Tried again for half an hour; running it twice sends a link twice."""
    for to, subject, text in mails:
        send_mail(subject, text, None, [to])
