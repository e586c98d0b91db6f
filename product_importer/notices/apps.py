from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices in the browser and by mail."""

    name = "product_importer.notices"
    label = "notices"
