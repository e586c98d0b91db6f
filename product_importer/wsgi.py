"""The entry point for gunicorn: `gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from product_importer.lib import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
keys.refuse_to_serve_without()
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - Django loads all pages now rather than at the first request
