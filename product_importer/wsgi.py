"""The entry point for gunicorn: `gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from product_importer.lib import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "product_importer.settings")
keys.refuse_to_serve_without()
application = get_wsgi_application()
