"""Importers save sources, managers look after them; whoever may view imports may view them."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VIEW = ["view_source"]
SAVE = [*VIEW, "add_source"]
MANAGE = [*SAVE, "change_source", "delete_source"]
GROUPS = {"viewer": VIEW, "importer": SAVE, "manager": MANAGE}


def give_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    config = apps.get_app_config("imports")
    config.models_module = True  # otherwise it is taken for an app without models
    create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="imports")
    for name, codenames in GROUPS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_own_fields"),
        ("imports", "0017_sources"),
    ]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
