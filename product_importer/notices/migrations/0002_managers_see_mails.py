"""Managers see what becomes of mails."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    config = apps.get_app_config("notices")
    config.models_module = True  # otherwise it is taken for an app without models
    create_permissions(config, verbosity=0, apps=apps)
    view = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="notices", codename="view_mail")
    for group in apps.get_model("auth", "Group").objects.filter(name="manager"):
        group.permissions.add(*view)


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
        ("accounts", "0008_reviews"),
    ]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
