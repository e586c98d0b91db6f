"""What is no longer wanted of runs: log entries whose time is over."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from products.imports.fetch_models import SourceRun


def sweep() -> None:
    cutoff = timezone.now() - timedelta(days=settings.SOURCE_RUNS_KEEP_DAYS)
    SourceRun.objects.filter(ended_at__lt=cutoff).delete()
