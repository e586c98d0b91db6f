"""Encrypts what is sealed with the first key of CREDENTIALS_KEY, so that the others can be taken out."""

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.db import models, transaction

from product_importer.accounts.audited_command import AuditedCommand
from product_importer.lib.humanize import counted
from product_importer.lib.sealing import SealedField, Unreadable


class Command(AuditedCommand):
    help = "Encrypts all stored credentials with the first key of CREDENTIALS_KEY, whatever table they are in."

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = list[str]()
        with transaction.atomic():
            for model in apps.get_models():
                fields = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
                if fields and not model._meta.proxy:
                    unreadable += self._reseal(model, fields)
        if unreadable:
            raise CommandError(f"No key of CREDENTIALS_KEY opens those of: {', '.join(unreadable)}")

    def _reseal(self, model: type[models.Model], fields: list[SealedField]) -> list[str]:
        """Returns the names of rows that no key opens; they stay as they are."""
        names, unreadable, resealed = [field.attname for field in fields], list[str](), 0
        for row in model._default_manager.select_for_update(no_key=True).order_by("pk"):
            if any(isinstance(getattr(row, name), Unreadable) for name in names):
                unreadable.append(str(row))
            else:
                row.save(update_fields=names)
                resealed += 1
        self.stdout.write(f"Encrypted with the first key: those of {counted(resealed, str(model._meta.verbose_name))}.")
        return unreadable
