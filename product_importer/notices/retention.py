"""How long notices and mails stay."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from product_importer.notices.models import Mail, Notice


def sweep() -> None:
    """Delete what is older than NOTICES_KEEP_DAYS, but for mails that wait."""
    before = timezone.now() - timedelta(days=settings.NOTICES_KEEP_DAYS)
    Notice.objects.filter(created_at__lt=before).delete()
    Mail.objects.filter(ended_at__lt=before).delete()
