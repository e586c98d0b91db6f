import os
import subprocess
import sys

from tests.processes import ROOT

SAY_BROKERS = """
import threading
import django
django.setup()

from products.imports.tasks import process_csv_upload
from webhooks.tasks import send_due

def say() -> None:
    for task in (process_csv_upload, send_due):
        print(task.app.main, task.app.conf.broker_url)

say()
thread = threading.Thread(target=say)
thread.start()
thread.join()
"""


def test_tasks_belong_to_our_celery_app_in_every_thread_of_a_process_that_only_set_django_up() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "product_importer.settings",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/7",
    }

    done = subprocess.run(
        [sys.executable, "-c", SAY_BROKERS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == ["product_importer redis://127.0.0.1:1/7"] * 4
