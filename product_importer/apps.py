from django.apps import AppConfig

from product_importer.celery import app
from product_importer.observe.start import start


class ProjectConfig(AppConfig):
    """The project itself, as Django's first app."""

    name = "product_importer"

    def ready(self) -> None:
        """Whoever queues a task, in any thread of any process, gets our Celery app and with it our broker.

        Errors and traces are told from here on, where the settings say so.
        """
        app.set_default()
        start()
