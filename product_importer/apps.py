from django.apps import AppConfig

from product_importer.celery import app


class ProjectConfig(AppConfig):
    """The project itself, as Django's first app."""

    name = "product_importer"

    def ready(self) -> None:
        """Whoever queues a task, in any thread of any process, gets our Celery app and with it our broker."""
        app.set_default()
