from django.db import migrations, models


class Migration(migrations.Migration):
    """The codes of own fields begin with their keys."""

    dependencies = [("imports", "0011_checksum_at_the_door")]

    operations = [
        migrations.AlterField(model_name="rejectionreason", name="code", field=models.CharField(max_length=100)),
    ]
