import json

from django.db import migrations

import product_importer.lib.sealing
from product_importer.lib.sealing import Unreadable, sealed, unsealed


def _convert(schema_editor, convert):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, custom_headers FROM webhooks_webhook")
        for key, text in cursor.fetchall():
            cursor.execute("UPDATE webhooks_webhook SET custom_headers = %s WHERE id = %s", [convert(text), key])


def seal(apps, schema_editor):
    _convert(schema_editor, lambda text: sealed(json.loads(text)))


def unseal(apps, schema_editor):
    _convert(schema_editor, lambda text: json.dumps(_readable(unsealed(text))))


def _readable(headers):
    if isinstance(headers, Unreadable):
        raise ValueError("No key of CREDENTIALS_KEY opens the headers of a webhook. Give the key that sealed them.")
    return headers


class Migration(migrations.Migration):
    """Headers become text, and the text is encrypted; with the key, the way back is open."""

    dependencies = [
        ('webhooks', '0005_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='webhook',
            name='custom_headers',
            field=product_importer.lib.sealing.SealedField(
                blank=True, default=dict, help_text='Sent with every request: name → value.'
            ),
        ),
        migrations.RunPython(seal, unseal),
    ]
