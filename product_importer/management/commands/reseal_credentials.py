"""Encrypts what is sealed with the first key of CREDENTIALS_KEY, so that the others can be taken out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from product_importer.lib.humanize import counted
from product_importer.lib.sealing import Unreadable
from products.imports.models import SourceFetch
from webhooks.models import Webhook


class Command(BaseCommand):
    help = "Encrypts headers of webhooks and credentials of sources with the first key of CREDENTIALS_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            hooks, closed_hooks = _resealed(Webhook.objects.newest_first(), "custom_headers")
            sources, closed_sources = _resealed(SourceFetch.objects.order_by("pk"), "credentials")
        self.stdout.write(
            f"Encrypted with the first key: the headers of {counted(hooks, 'webhook')} "
            f"and the credentials of {counted(sources, 'source')}."
        )
        if closed := [*closed_hooks, *closed_sources]:
            raise CommandError(f"No key of CREDENTIALS_KEY opens what is stored for: {', '.join(closed)}")


def _resealed(rows: models.QuerySet[Any], field: str) -> tuple[int, list[str]]:
    """How many were sealed anew, and those that no key opens."""
    resealed, closed = 0, list[str]()
    for row in rows.select_for_update(no_key=True):
        if isinstance(getattr(row, field), Unreadable):
            closed.append(str(row))
        else:
            row.save(update_fields=[field])
            resealed += 1
    return resealed, closed
