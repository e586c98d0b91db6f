import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """The moments of several rotations, the newest first: each of the secrets they replaced signs on for a day."""

    dependencies = [("webhooks", "0002_event_body_uncompressed")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="secret_rotations",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(
            "UPDATE webhooks_webhook SET secret_rotations = ARRAY[secret_rotated_at] "
            "WHERE secret_rotated_at IS NOT NULL",
            "UPDATE webhooks_webhook SET secret_rotated_at = secret_rotations[1]",
        ),
        migrations.RemoveField(model_name="webhook", name="secret_rotated_at"),
    ]
