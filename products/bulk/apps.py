from django.apps import AppConfig

from products.jobs.failures import declare_final

FINAL = {"more_than_meant"}
"""A deletion that was started again would fail for the same reason: the person has to be asked again."""


class BulkConfig(AppConfig):
    """Many products at once."""

    name = "products.bulk"
    label = "bulk"

    def ready(self) -> None:
        declare_final(FINAL)
