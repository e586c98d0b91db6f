from django.db import migrations, models


class Migration(migrations.Migration):
    """Rows that a recipe leaves out say by which rule."""

    dependencies = [
        ('imports', '0013_kind_erase'),
    ]

    operations = [
        migrations.AddField(
            model_name='skippedrows',
            name='rule',
            field=models.TextField(blank=True, default='', help_text='The rule of the recipe that left them out.'),
        ),
        migrations.AlterField(
            model_name='rejectedrow',
            name='errors',
            field=models.JSONField(help_text='[{column, header, code, value, message, reason}]'),
        ),
        migrations.AlterField(
            model_name='skippedrows',
            name='code',
            field=models.CharField(choices=[('before_header', 'before the header'), ('blank', 'blank'), ('repeated_header', 'repeated header'), ('rule', 'left out by a rule')], max_length=50),
        ),
    ]
