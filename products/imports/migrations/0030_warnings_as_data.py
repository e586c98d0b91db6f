from django.db import migrations

import products.jobs.warnings_field

TO_DATA = """
    UPDATE imports_importjob
    SET warnings = (
        SELECT jsonb_agg(
            CASE jsonb_typeof(told) WHEN 'string'
                THEN jsonb_build_object('code', 'general', 'message', told, 'count', 1, 'examples', '[]'::jsonb)
                ELSE told
            END ORDER BY place
        )
        FROM jsonb_array_elements(warnings) WITH ORDINALITY AS stored (told, place)
    )
    WHERE warnings <> '[]'
"""
TO_SENTENCES = """
    UPDATE imports_importjob
    SET warnings = (
        SELECT jsonb_agg(told -> 'message' ORDER BY place)
        FROM jsonb_array_elements(warnings) WITH ORDINALITY AS stored (told, place)
    )
    WHERE warnings <> '[]'
"""


class Migration(migrations.Migration):
    """The database keeps its type. What is stored becomes data, too."""

    dependencies = [("imports", "0029_pins_of_sources")]

    operations = [
        migrations.AlterField(
            model_name="importjob",
            name="warnings",
            field=products.jobs.warnings_field.WarningsField(blank=True, default=list),
        ),
        migrations.RunSQL(TO_DATA, TO_SENTENCES),
    ]
