from django.db import migrations, models


def mark_reviewed(apps, schema_editor):
    """Plans that wait at this moment, or are being applied after they did."""
    jobs = apps.get_model("imports", "ImportJob").objects
    jobs.filter(options__mode="review", review__isnull=False).update(is_reviewed=True)


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0019_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='importjob',
            name='is_reviewed',
            field=models.BooleanField(default=False, help_text='The plan waited for a person: it is applied as shown.'),
        ),
        migrations.RunPython(mark_reviewed, migrations.RunPython.noop, elidable=True),
    ]
