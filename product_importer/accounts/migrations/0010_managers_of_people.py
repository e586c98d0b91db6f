"""Managers look after people and see the audit log; entries that came with a token say so."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    config = apps.get_app_config("accounts")
    config.models_module = True  # otherwise it is taken for an app without models
    create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="accounts")
    for group in apps.get_model("auth", "Group").objects.filter(name="manager"):
        group.permissions.add(*permissions.filter(codename__in=["manage_people", "view_auditentry"]))


def name_kinds(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "AuditEntry").objects.exclude(token="").update(kind="api")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_people")]
    operations = [
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
    ]
