from django.db import migrations


class Migration(migrations.Migration):
    """The tables of a library that is used no more. They were empty: its counts were in Redis."""

    dependencies = [
        ('accounts', '0004_words'),
    ]

    operations = [
        migrations.RunSQL(
            "DROP TABLE IF EXISTS axes_accessattemptexpiration, axes_accessattempt, axes_accesslog, axes_accessfailurelog",
            migrations.RunSQL.noop,
        ),
    ]
