from django.db import migrations, models


class Migration(migrations.Migration):
    """Clearer words in help texts and labels. PostgreSQL has nothing to do."""

    dependencies = [
        ('accounts', '0003_audit_entries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='apitoken',
            name='expires_at',
            field=models.DateTimeField(blank=True, help_text='Empty if it never expires.', null=True),
        ),
        migrations.AlterField(
            model_name='apitoken',
            name='may_write',
            field=models.BooleanField(default=True, verbose_name='can write'),
        ),
        migrations.AlterField(
            model_name='apitoken',
            name='name',
            field=models.CharField(help_text='What uses it, so that you recognise it later.', max_length=100),
        ),
    ]
