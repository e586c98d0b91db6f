from django.db import migrations


class Migration(migrations.Migration):
    """Compressing the bodies took a third of the time that an import spends on its events."""

    dependencies = [("webhooks", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE webhooks_event ALTER COLUMN body SET STORAGE EXTERNAL",
            "ALTER TABLE webhooks_event ALTER COLUMN body SET STORAGE EXTENDED",
        ),
    ]
