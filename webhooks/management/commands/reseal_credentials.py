"""Encrypts what is sealed with the first key of CREDENTIALS_KEY, so that the others can be taken out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from product_importer.lib.humanize import counted
from product_importer.lib.sealing import Unreadable
from webhooks.models import Webhook


class Command(BaseCommand):
    help = "Encrypts the extra headers of all webhooks with the first key of CREDENTIALS_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        resealed, unreadable = 0, list[str]()
        with transaction.atomic():
            for webhook in Webhook.objects.select_for_update(no_key=True).newest_first():
                if isinstance(webhook.custom_headers, Unreadable):
                    unreadable.append(webhook.url)
                else:
                    webhook.save(update_fields=["custom_headers"])
                    resealed += 1
        self.stdout.write(f"Encrypted with the first key: the headers of {counted(resealed, 'webhook')}.")
        if unreadable:
            raise CommandError(f"No key of CREDENTIALS_KEY opens the headers of: {', '.join(unreadable)}")
