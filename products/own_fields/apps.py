from django.apps import AppConfig

from products.jobs.failures import declare_final

FINAL = {"more_with_value", "field_restored"}
"""An erasure that was started again would fail for the same reason: the person has to be asked again."""


class OwnFieldsConfig(AppConfig):
    """Managers look after own fields."""

    name = "products.own_fields"
    label = "own_fields"

    def ready(self) -> None:
        declare_final(FINAL)
