"""Log lines, as text or as JSON, each with the request or the job that it belongs to.

Values of the catalogue have no place in a log. PostgreSQL quotes them in the details of its errors: these are left out.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

SHAPES = ("text", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
NOTHING = "-"
DETAILS = re.compile(r"(\\n|\n)(DETAIL|CONTEXT|QUERY):.*?(?=\\n|\n|$)")
"""The lines of a PostgreSQL error that quote values; `repr` may have written their line ends as two characters."""

_request_id: ContextVar[str] = ContextVar("request_id", default=NOTHING)
_job_id: ContextVar[str] = ContextVar("job_id", default=NOTHING)


@contextmanager
def about_request(request_id: str) -> Iterator[None]:
    """Every line that is logged in this block belongs to the request."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


@contextmanager
def about_job(job_id: object) -> Iterator[None]:
    """Every line that is logged in this block belongs to the job."""
    token = _job_id.set(str(job_id))
    try:
        yield
    finally:
        _job_id.reset(token)


class ContextFilter(logging.Filter):
    """Gives each record the ids of the request and the job it belongs to, `-` where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id, record.job_id = _request_id.get(), _job_id.get()
        return True


class TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_details(super().format(record))


class JsonFormatter(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        ids = {name: getattr(record, name, NOTHING) for name in ("request_id", "job_id")}
        facts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_details(record.getMessage()),
            **{name: value for name, value in ids.items() if value != NOTHING},
        }
        if record.exc_info:
            facts["exception"] = without_details(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False)


def without_details(text: str) -> str:
    return DETAILS.sub(r"\1\2: …", text)


def ids() -> dict[str, str]:
    """Those of the request and of the job that is under way here, if there are any."""
    found = {"request_id": _request_id.get(), "job_id": _job_id.get()}
    return {name: value for name, value in found.items() if value != NOTHING}


def settings_of(*, shape: str, level: str, filters: Mapping[str, str]) -> dict[str, object]:
    """Django's LOGGING: lines of one of SHAPES on standard error, from one of LEVELS on.

    `filters`: further ones, by name the path of their class.
    """
    text = "%(asctime)s %(levelname)s %(name)s [%(request_id)s %(job_id)s] %(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": ContextFilter}, **{name: {"()": path} for name, path in filters.items()}},
        "formatters": {"text": {"()": TextFormatter, "format": text}, "json": {"()": JsonFormatter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": shape,
                "filters": ["context", *filters],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "django.request": {"level": "ERROR"},
            "paramiko": {"level": "CRITICAL"},  # what goes wrong with a source is told in its log
        },
    }
