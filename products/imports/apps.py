from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """A file becomes a plan, a plan becomes products."""

    name = "products.imports"
    label = "imports"
