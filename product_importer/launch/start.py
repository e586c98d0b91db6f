"""Reads the settings before anything else does: whoever starts a process is told what is wrong, in sentences."""

import os
import sys
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from product_importer.launch import typos
from product_importer.launch.variables import env


@cache
def read_settings_or_exit() -> None:
    """End the process with sentences if settings are wrong, and warn, once, of variables that have no effect."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
    try:
        settings.DEBUG  # noqa: B018 - Django reads them now
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    for warning in typos.warnings(env.asked):
        print(f"Warning: {warning}", file=sys.stderr)
