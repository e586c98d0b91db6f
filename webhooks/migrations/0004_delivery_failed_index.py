from django.db import migrations, models


class Migration(migrations.Migration):
    """A webhook's page asks every few seconds whether something failed; its log may have a million deliveries."""

    dependencies = [("webhooks", "0003_webhook_secret_rotations")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "failed")), fields=["webhook", "-id"], name="delivery_failed"
            ),
        ),
    ]
