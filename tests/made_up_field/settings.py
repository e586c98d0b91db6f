"""The project's settings, with a field more."""

from product_importer.settings import *  # noqa: F403
from product_importer.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = ["tests.made_up_field", *OURS]
