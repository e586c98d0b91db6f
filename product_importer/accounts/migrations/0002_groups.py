"""Three groups of staff, each of which may do more than the one before it."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

VIEWER = {
    "products": ["view_product", "view_change"],
    "imports": ["view_importjob", "view_rejectedrow"],
    "webhooks": ["view_webhook", "view_event", "view_delivery", "view_attempt"],
}
IMPORTER = {"products": ["add_product", "change_product"], "imports": ["add_importjob"]}
MANAGER = {"products": ["delete_product"], "webhooks": ["add_webhook", "change_webhook", "delete_webhook"]}
GROUPS = {"viewer": [VIEWER], "importer": [VIEWER, IMPORTER], "manager": [VIEWER, IMPORTER, MANAGER]}


def make_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes the permissions after the last migration; here they are wanted now."""
    for label in VIEWER:
        config = apps.get_app_config(label)
        config.models_module = True  # otherwise it is taken for an app without models
        create_permissions(config, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    for name, parts in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for label, codenames in ((label, codenames) for part in parts for label, codenames in part.items()):
            group.permissions.add(*permissions.filter(content_type__app_label=label, codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_api_tokens"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("imports", "0003_kind_update"),
        ("products", "0004_stretches"),
        ("webhooks", "0002_event_body_uncompressed"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
