"""The web server: few processes with many threads, most of which sleep in an event stream.

gunicorn -c product_importer/gunicorn.conf.py product_importer.wsgi
"""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from gunicorn.http.message import Request
from gunicorn.workers.base import Worker

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from product_importer.launch import database_check, end_with_parent, start, variables
from product_importer.launch.variables import env
from product_importer.lib import garbage_collector, scratch, shutdown

variables.read()  # what .env says counts here too

# Read by the settings, which are loaded after this file. The pool is what bounds the connections of all the threads.
os.environ.setdefault("DATABASE_POOL_SIZE", "20")
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT_MS", "12000")
os.environ.setdefault("DATABASE_LOCK_TIMEOUT_MS", "5000")

bind = f"{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000, at_least=1, at_most=65_535)}"
worker_class = "product_importer.web_worker.BoundedWorker"
workers = env.int("WEB_WORKERS", 1, at_least=1)
threads = env.int("WEB_THREADS", 600, at_least=1)
worker_connections = threads + 1_000  # those above the threads wait between two requests
timeout = 60  # seconds without a sign of life of the process; a long request does not count
graceful_timeout = 30
keepalive = 15
limit_request_line = 8190  # bytes, the maximum: filters and a cursor are part of the address
accesslog = None
preload_app = (
    True  # all workers share what the main process has loaded, and one that takes the place of another is quick
)
control_socket_disable = True  # it would write into the home folder
proc_name = "product-importer-web"
_sums_up_metrics = workers > 1 and bool(env.str("METRICS_TOKEN"))
if _sums_up_metrics:  # whichever worker is asked tells of all; read by prometheus-client when it is imported
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="product-importer-metrics-")

start.read_settings_or_exit()

_LARGE_BODY_BYTES = 1024**2


def on_starting(arbiter: object) -> None:
    database_check.refuse_unusable_database(tell_if_away="Pages answer 503 until it does.")
    scratch.sweep_this_host()


def pre_fork(arbiter: object, worker: object) -> None:
    garbage_collector.share_with_children()


def post_fork(arbiter: object, worker: Worker) -> None:
    """A killed master takes its workers along: open streams would keep them, and the port, for as long as they last."""
    end_with_parent.ask_for(signal.SIGKILL)
    if os.getppid() != worker.ppid:  # it died before we could ask
        os._exit(1)


def post_worker_init(worker: shutdown.Worker) -> None:
    shutdown.watch(worker)


def child_exit(arbiter: object, worker: Worker) -> None:
    """What a worker had open just now goes with it; what it counted stays."""
    if _sums_up_metrics:
        for gauges in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob(f"gauge_live*_{worker.pid}.db"):
            gauges.unlink(missing_ok=True)


def on_exit(arbiter: object) -> None:
    if _sums_up_metrics:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def pre_request(worker: shutdown.Worker, request: Request) -> None:
    """Close the connection after a large body, or one of unknown length: a refused one is then not read to its end."""
    headers = {name.upper(): value for name, value in request.headers}
    length = headers.get("CONTENT-LENGTH", "0")
    if "TRANSFER-ENCODING" in headers or not length.isdigit() or int(length) > _LARGE_BODY_BYTES:
        request.force_close()
