"""Background tasks for accounts."""

from celery import shared_task

from product_importer.accounts.models import AuditEntry


@shared_task
def forget_old_entries() -> None:
    """Keep the audit log as long as the settings say. Running it twice is safe."""
    AuditEntry.objects.forget_old()
