"""Starts what the settings ask for, in each process."""

from importlib import import_module

from django.conf import settings

MODULES = {
    "SENTRY_DSN": "product_importer.observe.sentry",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "product_importer.observe.traces",
}
"""Setting → the module that it starts. Both libraries take a while to load, and may not be installed."""


def start() -> None:
    for setting, module in MODULES.items():
        if address := getattr(settings, setting):
            import_module(module).start(address)
