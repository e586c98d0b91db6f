"""Managers look after own fields; whoever may view products may view them."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VIEW = ["view_ownfield"]
MANAGE = [*VIEW, "add_ownfield", "change_ownfield", "delete_ownfield"]
GROUPS = {"viewer": VIEW, "importer": VIEW, "manager": MANAGE}


def give_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    config = apps.get_app_config("products")
    config.models_module = True  # otherwise it is taken for an app without models
    create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="products")
    for name, codenames in GROUPS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            group.permissions.add(*permissions.filter(codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_without_axes"),
        ("products", "0008_own_fields"),
    ]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
