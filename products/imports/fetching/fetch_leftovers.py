"""What is no longer wanted of runs: log entries whose time is over, files in folders whose imports have ended."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from products.imports.fetch_models import SourceRun
from products.imports.fetching.putting_away import put_away_ended


def sweep() -> None:
    put_away_ended()
    cutoff = timezone.now() - timedelta(days=settings.SOURCE_RUNS_KEEP_DAYS)
    SourceRun.objects.filter(ended_at__lt=cutoff).delete()
