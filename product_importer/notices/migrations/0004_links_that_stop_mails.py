import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_mails_that_wait_for_the_server"),
    ]

    operations = [
        migrations.AddField(
            model_name="noticechoices",
            name="mail_key",
            field=models.UUIDField(
                default=uuid.uuid4,
                db_default=django.contrib.postgres.functions.RandomUUID(),
                editable=False,
                help_text="Of the link that stops mails.",
                unique=True,
            ),
        ),
    ]
