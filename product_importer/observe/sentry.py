"""Tells Sentry of errors: which kind, and where in the code. Nothing that came in, and no value of a product.

Messages of exceptions quote values, SQL and headers; a page's address holds what was searched for. So what is sent is
chosen key by key, and whatever a newer version of the library adds stays here.
"""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.types import Event, Hint

from product_importer.lib import logs
from product_importer.version import VERSION

KEPT = (
    *("event_id", "timestamp", "platform", "level", "logger", "release", "environment", "server_name"),
    *("sdk", "modules"),
)
KEPT_OF_FRAMES = ("filename", "abs_path", "module", "function", "lineno", "in_app")


def start(dsn: str) -> None:
    sentry_sdk.init(
        dsn=dsn,
        release=f"product-importer@{VERSION}",
        environment="production" if settings.PRODUCTION else "development",
        integrations=[DjangoIntegration(), CeleryIntegration()],
        auto_enabling_integrations=False,
        before_send=chosen,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )


def chosen(event: Event, hint: Hint) -> Event:
    """A new event with what may be known."""
    found: dict[str, Any] = {**event}
    errors = (found.get("exception") or {}).get("values") or []
    told = {key: found[key] for key in KEPT if key in found}
    told["tags"] = logs.ids()
    if (found.get("transaction_info") or {}).get("source") != "url":  # before it is known whose address it is
        told["transaction"] = found.get("transaction", "")
    told["exception"] = {"values": [_error(each) for each in errors]}
    if "logentry" in found:
        told["logentry"] = {"message": found["logentry"].get("message", "")}  # as it stands in our code
    return told  # type: ignore[return-value]


def _error(error: dict[str, Any]) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    kept = [{key: frame[key] for key in KEPT_OF_FRAMES if key in frame} for frame in frames]
    return {"type": error.get("type"), "module": error.get("module"), "stacktrace": {"frames": kept}}
