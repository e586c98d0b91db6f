"""Managers apply imports that others have asked for."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    config = apps.get_app_config("imports")
    config.models_module = True  # otherwise it is taken for an app without models
    create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="imports")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("viewer", "importer", "manager")):
        names = ["view_review", *(["apply_importjob"] if group.name == "manager" else [])]
        group.permissions.add(*permissions.filter(codename__in=names))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sources"),
        ("imports", "0019_review"),
    ]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
