from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-in and what people may do."""

    name = "product_importer.accounts"
    label = "accounts"
