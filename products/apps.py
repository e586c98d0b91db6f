from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """The catalogue."""

    name = "products"
