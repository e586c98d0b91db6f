import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Clearer words in help texts, choices and messages. PostgreSQL has nothing to do."""

    dependencies = [
        ('webhooks', '0004_delivery_failed_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='address',
            field=models.CharField(blank=True, help_text='The address that was dialled.', max_length=60),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='error',
            field=models.CharField(blank=True, help_text='Empty if it was delivered.', max_length=20),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='response_body',
            field=models.TextField(blank=True, help_text='The beginning of the response.'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='attempts_made',
            field=models.PositiveIntegerField(default=0, help_text='In total.'),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, help_text='In the current round of the schedule.'),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='circuit',
            field=models.DurationField(blank=True, help_text='How long the last pause after failures was.', null=True),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='circuit_until',
            field=models.DateTimeField(blank=True, help_text='When one delivery is tried again.', null=True),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='custom_headers',
            field=models.JSONField(blank=True, default=dict, help_text='Sent with every request: name → value.'),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='disabled_at',
            field=models.DateTimeField(blank=True, help_text='Disabled automatically. Events are kept until it is turned on again.', null=True),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='disabled_reason',
            field=models.CharField(blank=True, choices=[('gone', 'the receiver answered 410 (gone for good)'), ('failing', 'nothing was delivered for five days')], max_length=10),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='enabled',
            field=models.BooleanField(default=True, help_text='If off, no events are recorded for it.'),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='event_types',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('product.created', 'products are created'), ('product.updated', 'products are changed'), ('product.deleted', 'products are deleted'), ('upload.completed', 'an import completes'), ('upload.failed', 'an import fails')]), size=None),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='failures',
            field=models.PositiveIntegerField(default=0, help_text='Failures in a row.'),
        ),
        migrations.AlterField(
            model_name='webhook',
            name='paused_at',
            field=models.DateTimeField(blank=True, help_text='Paused by its owner. Events are kept until it is resumed.', null=True),
        ),
        migrations.AlterConstraint(
            model_name='webhook',
            name='webhook_one_per_url',
            constraint=models.UniqueConstraint(fields=('url',), name='webhook_one_per_url', violation_error_code='unique', violation_error_message='A webhook with this URL already exists.'),
        ),
    ]
