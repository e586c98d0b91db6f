"""The entry point for gunicorn: `gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
application = get_wsgi_application()
