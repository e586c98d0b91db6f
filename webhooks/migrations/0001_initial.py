import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import product_importer.lib.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=product_importer.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=30)),
                ('body', models.TextField(help_text='The exact text that is signed and sent.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.UUIDField(default=product_importer.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=2048, verbose_name='URL')),
                ('description', models.CharField(blank=True, max_length=200)),
                ('event_types', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('product.created', 'products were created'), ('product.updated', 'products were changed'), ('product.deleted', 'products were deleted'), ('upload.completed', 'an import was completed'), ('upload.failed', 'an import failed')]), size=None)),
                ('custom_headers', models.JSONField(blank=True, default=dict, help_text='Sent along: name → value.')),
                ('enabled', models.BooleanField(default=True, help_text="The owner's switch. Off: nothing is recorded for it.")),
                ('paused_at', models.DateTimeField(blank=True, help_text='By its owner; events are kept meanwhile.', null=True)),
                ('disabled_at', models.DateTimeField(blank=True, help_text='By us; events are kept meanwhile.', null=True)),
                ('disabled_reason', models.CharField(blank=True, choices=[('gone', 'the receiver answered 410: it is gone for good'), ('failing', 'nothing was delivered for five days')], max_length=10)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row.')),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('circuit', models.DurationField(blank=True, help_text='For how long it was last left alone.', null=True)),
                ('circuit_until', models.DateTimeField(blank=True, help_text='Then one delivery is tried.', null=True)),
                ('secret_version', models.PositiveIntegerField(default=1)),
                ('secret_rotated_at', models.DateTimeField(blank=True, null=True)),
                ('last_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=20)),
                ('last_response_time_ms', models.FloatField(blank=True, null=True)),
                ('last_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('last_delivered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('url',), name='webhook_one_per_url', violation_error_code='unique', violation_error_message='There is a webhook with this URL already.'), models.CheckConstraint(condition=models.Q(('url', ''), _negated=True), name='webhook_url_given'), models.CheckConstraint(condition=models.Q(('event_types__len__gte', 1)), name='webhook_subscribes'), models.CheckConstraint(condition=models.Q(('event_types__contained_by', ['product.created', 'product.updated', 'product.deleted', 'upload.completed', 'upload.failed'])), name='webhook_event_types_known'), models.CheckConstraint(condition=models.Q(models.Q(('disabled_at__isnull', True), ('disabled_reason', '')), models.Q(('disabled_at__isnull', False), ('disabled_reason__in', ['gone', 'failing'])), _connector='OR'), name='webhook_disabled_has_a_reason'), models.CheckConstraint(condition=models.Q(('circuit_until__isnull', True), ('circuit__isnull', False), _connector='OR'), name='webhook_circuit_has_a_length')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=product_importer.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('discarded', 'Discarded')], default='pending', max_length=10)),
                ('attempts_made', models.PositiveIntegerField(default=0, help_text='In all.')),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='In the present round of the schedule.')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lane', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.event')),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.webhook')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('url', models.TextField()),
                ('request_headers', models.JSONField(help_text="The signature and the owner's headers are masked.")),
                ('status_code', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('error', models.CharField(blank=True, help_text='Empty: it was delivered.', max_length=20)),
                ('detail', models.TextField(blank=True)),
                ('address', models.CharField(blank=True, help_text='That was dialled.', max_length=60)),
                ('response_time_ms', models.FloatField()),
                ('dns_ms', models.FloatField(blank=True, null=True)),
                ('connect_ms', models.FloatField(blank=True, null=True)),
                ('tls_ms', models.FloatField(blank=True, null=True)),
                ('first_byte_ms', models.FloatField(blank=True, null=True)),
                ('response_body', models.TextField(blank=True, help_text='Its beginning.')),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='webhooks.delivery')),
                ('webhook', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='webhooks.webhook')),
            ],
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['webhook', 'due_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('lane__isnull', False)), fields=['webhook', 'lane'], name='delivery_lane'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['webhook', '-id'], name='delivery_log'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('finished_at__isnull', False)), fields=['finished_at'], name='delivery_finished'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('event', 'webhook'), name='delivery_once_per_webhook'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'delivered', 'failed', 'discarded'])), name='delivery_state_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('finished_at__isnull', True), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('due_at__isnull', True), ('finished_at__isnull', False), ('lane__isnull', True)), _connector='OR'), name='delivery_pending_is_due'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['webhook', '-id'], name='attempt_newest'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('delivery', 'number'), name='attempt_numbered'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('error', ''), _negated=True), models.Q(('status_code__gte', 200), ('status_code__lt', 300)), _connector='OR'), name='attempt_without_error_was_answered'),
        ),
    ]
