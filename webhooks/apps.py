from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Telling other systems what changed."""

    name = "webhooks"
