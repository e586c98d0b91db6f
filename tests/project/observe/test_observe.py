"""What Sentry and OpenTelemetry are told, and what they are never told."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from product_importer.celery import app
from product_importer.observe.sentry import chosen
from tests.processes import ROOT, eventually, free_port, worker
from tests.project.observe.collector import collector
from tests.web import web_server

CANARY = "canary4711"
LOOKS_FOR_INTERRUPTED = "products.imports.tasks.resume_interrupted_imports"


def error_in(envelopes: list[bytes]) -> dict[str, Any]:
    """The first event of an exception; empty if there is none yet."""
    lines = [json.loads(line) for envelope in envelopes for line in envelope.splitlines()]
    return next((line for line in lines if line.get("exception", {}).get("values")), {})


def test_sentry_and_opentelemetry_are_told_of_an_error_and_of_nothing_that_came_in() -> None:
    """Both are real receivers; the error is that PostgreSQL is away."""
    nowhere = f"postgresql://app:{CANARY}@127.0.0.1:{free_port()}/{CANARY}"
    with collector() as told:
        addresses = {
            "SENTRY_DSN": f"http://key@{told.address}/1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{told.address}",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "DATABASE_POOL_SIZE": "0",  # which would wait for a while
        }
        with web_server({**os.environ, **addresses, "DATABASE_URL": nowhere}) as web:
            answer = requests.post(
                f"{web.url}/products/new/?q={CANARY}",
                data={"sku": CANARY, "name": CANARY},
                headers={"Authorization": f"Basic {CANARY}", "X-Extra": CANARY, "User-Agent": CANARY},
                cookies={"sessionid": CANARY},
                timeout=20,
            )
            assert answer.status_code == 503
            event = eventually(lambda: error_in(told.bodies("/api/1/envelope/")))
            spans = eventually(lambda: [body for body in told.bodies("/v1/traces") if b"POST products:" in body])

    assert [error["type"] for error in event["exception"]["values"]][-1] == "OperationalError"
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"]
    assert event["tags"].keys() == {"request_id"}
    assert event["release"].startswith("product-importer@")
    assert b"http.response.status_code" in spans[0]
    assert CANARY.encode() not in told.everything


@pytest.mark.django_db(transaction=True)
def test_tasks_are_traced_in_the_processes_that_the_worker_forks(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    with collector() as told:
        where_to = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{told.address}", "OTEL_BSP_SCHEDULE_DELAY": "200"}
        program = worker(process_environment | where_to, tmp_path)
        try:
            app.send_task(LOOKS_FOR_INTERRUPTED)
            eventually(lambda: LOOKS_FOR_INTERRUPTED.encode() in told.everything)
        finally:
            program.kill()


def test_whatever_the_library_adds_to_an_event_stays_here() -> None:
    canaries: dict[str, Any] = {
        name: {"data": CANARY}
        for name in ("request", "user", "contexts", "extra", "breadcrumbs", "spans", "tags", "something_new")
    }
    frame = {"function": "clean", "lineno": 7, "vars": {"value": CANARY}, "context_line": CANARY}
    error = {"type": "ValueError", "value": CANARY, "mechanism": {"data": CANARY}, "stacktrace": {"frames": [frame]}}
    event: Any = {
        **canaries,
        "level": "error",
        "exception": {"values": [error]},
        "logentry": {"message": "Job %s broke off", "params": [CANARY], "formatted": CANARY},
        "transaction": f"/products/{CANARY}/",
        "transaction_info": {"source": "url"},
    }

    told: Any = chosen(event, {})

    assert told == {
        "level": "error",
        "tags": {},
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "module": None,
                    "stacktrace": {"frames": [{"function": "clean", "lineno": 7}]},
                }
            ]
        },
        "logentry": {"message": "Job %s broke off"},
    }


@pytest.mark.parametrize("name", ["SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_missing_extra_is_told_in_a_sentence_and_nothing_is_loaded_unless_asked_for(tmp_path: Path, name: str) -> None:
    """A package that cannot be imported stands for one that is not installed."""
    hide = "import sys; sys.modules['sentry_sdk'] = sys.modules['opentelemetry'] = None; "
    with_setting = {"DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"], name: "https://key@sentry.example.com/1"}

    def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-c", code]
        return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    refused = run(f"{hide}from product_importer.launch import start; start.read_settings_or_exit()", with_setting)
    assert (refused.returncode, refused.stderr) == (
        1,
        f"{name} is set, but what it needs is not installed. Run `pip install -r requirements-observe.txt`, "
        f"or leave {name} out.\n",
    )

    loaded = (
        "import django, sys; django.setup(); print({'sentry_sdk', 'product_importer.observe.traces'} & {*sys.modules})"
    )
    usual = {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "product_importer.settings"}
    assert run(loaded, usual).stdout == "set()\n"
