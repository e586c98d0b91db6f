"""Traces of requests and of tasks for OpenTelemetry: the name of the route or task, how long it took, how it ended.

The spans are our own: instrumentations from elsewhere put addresses, SQL and headers into theirs.
Where to and with which headers is read by the exporter from the usual variables, OTEL_EXPORTER_OTLP_….
"""

from collections.abc import Callable
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.http import HttpRequest, HttpResponseBase
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from product_importer.lib.routes import method_of, route_of
from product_importer.version import VERSION

_tracer = trace.get_tracer("product_importer", VERSION)
_tasks: dict[str, Span] = {}


def start(endpoint: str) -> None:
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "product-importer", SERVICE_VERSION: VERSION}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    task_prerun.connect(_begin_task)
    task_postrun.connect(_end_task)


class TracesMiddleware:
    """One span a request, to the head of the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with _tracer.start_as_current_span("request", kind=SpanKind.SERVER) as span:
            response = self.get_response(request)
            method, route = method_of(request), route_of(request)
            span.update_name(f"{method} {route}")
            span.set_attribute("http.request.method", method)
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                span.set_status(Status(StatusCode.ERROR))
            return response


def _begin_task(task_id: str, task: Any, **_: object) -> None:
    _tasks[task_id] = _tracer.start_span(task.name, kind=SpanKind.CONSUMER)


def _end_task(task_id: str, state: str | None = None, **_: object) -> None:
    if span := _tasks.pop(task_id, None):
        if state == "FAILURE":
            span.set_status(Status(StatusCode.ERROR))
        span.end()
