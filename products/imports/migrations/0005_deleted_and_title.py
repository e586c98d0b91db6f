"""A job that deletes counts what it deleted, and a job without a file has a title instead of a file's name."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

WITHOUT_FILE = ["delete", "update"]


def move_forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    jobs = apps.get_model("imports", "ImportJob").objects
    jobs.filter(kind="delete").update(deleted=F("updated"), updated=0)
    jobs.filter(kind__in=WITHOUT_FILE).update(title=F("file_name"), file_name="")


def move_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    jobs = apps.get_model("imports", "ImportJob").objects
    jobs.filter(kind="delete").update(updated=F("deleted"), deleted=0)
    jobs.filter(kind__in=WITHOUT_FILE).update(file_name=F("title"), title="")


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_ends_of_phases")]

    operations = [
        migrations.AddField("importjob", "deleted", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "importjob",
            "title",
            models.CharField(blank=True, help_text="What a job without a file is about, in words.", max_length=255),
        ),
        migrations.RunPython(move_forwards, move_back),
    ]
