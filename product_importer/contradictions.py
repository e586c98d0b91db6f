"""Settings that are right one by one and wrong together, or that name what is not there."""

import os
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from product_importer.launch import data_folder, mail_settings, server_urls, store_settings, variables
from product_importer.lib.outbound.addresses import networks
from products.imports.belts.belt import Name as Belt

Settings = Mapping[str, Any]


def found(settings: Settings) -> Iterator[str]:
    """A sentence for each: what is wrong, why, and what a right value looks like."""
    yield from _of_servers(settings)
    yield from _of_security(settings)
    yield from _of_mail(settings)
    yield from _of_imports(settings)
    yield from _of_files(settings)
    yield from _of_observing(settings)


def fault_of_networks(texts: Sequence[str], name: str) -> str:
    """Why these are no networks, or an empty text."""
    for text in texts:
        try:
            networks([text])
        except ValueError as error:
            return f"{name}: {error}. Set it to networks separated by commas, such as 10.1.0.0/16."
    return ""


def fault_of_folders(texts: Sequence[str], name: str) -> str:
    """Why one of these is no folder below which others may lie, or an empty text."""
    for text in texts:
        path = Path(text)
        if not path.is_absolute() or path == path.parent or ".." in path.parts:
            return f"{name}: {text} is not the whole path of a folder. Set it to one such as /srv/suppliers."
    return ""


def fault_of_origins(origins: Sequence[str], name: str) -> str:
    """Why one of these is no origin as browsers send it, or an empty text."""
    for origin in origins:
        parts = urlsplit(origin)
        is_only_that = origin == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc
        if parts.scheme not in {"http", "https"} or not parts.netloc or not is_only_that:
            return (
                f"{name}: {origin} is not an origin. Set it to a scheme and a name without a path, "
                "such as https://shop.example.com; separate several by commas."
            )
    return ""


def _of_servers(settings: Settings) -> Iterator[str]:
    yield server_urls.fault_of_database(settings["DATABASE_URL"])
    yield server_urls.fault_of_redis(settings["REDIS_URL"])
    broker = settings["CELERY_BROKER_URL"]
    yield server_urls.fault_of_queue("" if broker == settings["REDIS_URL"] else broker, settings["REDIS_URL"])


def _of_security(settings: Settings) -> Iterator[str]:
    if settings["PRODUCTION"] and settings["DEBUG"]:
        yield "DEBUG must be off when DJANGO_ENV=production."
    for name in ("CSRF_TRUSTED_ORIGINS", "CORS_ALLOWED_ORIGINS"):
        yield fault_of_origins(settings[name], name)
    if not settings["OVER_TLS"]:
        for name in ("SSL_REDIRECT", "BEHIND_TLS_PROXY"):
            if settings[name]:
                yield f"{name} is on and OVER_TLS is off. Set OVER_TLS=true if people use https, or leave {name} out."


def _of_mail(settings: Settings) -> Iterator[str]:
    yield from mail_settings.faults(
        sender=settings["DEFAULT_FROM_EMAIL"],
        site_url=settings["SITE_URL"],
        server=settings["EMAIL_URL"],
        is_server_hidden="EMAIL_URL" in variables.withheld(),
    )


def _of_imports(settings: Settings) -> Iterator[str]:
    known = get_args(Belt)
    for name in settings["IMPORT_BELTS_AMBER"]:
        if name not in known:
            yield f"IMPORT_BELTS_AMBER: there is no seat belt {name}. There are: {', '.join(known)}."
    for less, more in (
        ("IMPORT_MISSING_WAITS_PERCENT", "IMPORT_MISSING_REFUSES_PERCENT"),
        ("IMPORT_MAX_RECORD_BYTES", "IMPORT_MAX_BYTES"),
        ("WEBHOOK_CONNECT_SECONDS", "WEBHOOK_TIMEOUT_SECONDS"),
    ):
        if settings[less] > settings[more]:
            yield f"{less}={settings[less]} is more than {more}={settings[more]}. Make it at most as much."


def _of_observing(settings: Settings) -> Iterator[str]:
    for name, package in (("SENTRY_DSN", "sentry_sdk"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry.sdk")):
        address = urlsplit(settings[name])
        if settings[name] and not (address.scheme in {"http", "https"} and address.hostname):
            example = (
                "https://key@sentry.example.com/1" if name == "SENTRY_DSN" else "http://collector.example.com:4318"
            )
            yield f"{name} is not a URL. Set it to one like {example}."
        if settings[name] and not _is_installed(package):
            yield (
                f"{name} is set, but what it needs is not installed. Run `pip install -r requirements-observe.txt`, "
                f"or leave {name} out."
            )


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:  # not even what it is a part of
        return False


def _of_files(settings: Settings) -> Iterator[str]:
    store: store_settings.Store = settings["FILE_STORE"]
    certificates = {name: settings[name] for name in ("WEBHOOK_CA_FILE", "SOURCE_CA_FILE")}
    for name, path in {**certificates, "S3_CA_FILE": store.ca_file}.items():
        if path and not os.access(path, os.R_OK):
            yield f"{name}: {path} cannot be read. Name a file of certificates in PEM format."
    yield from store_settings.faults(
        store,
        is_installed=_is_installed("boto3") and _is_installed("storages"),
        is_secret_hidden="S3_SECRET_ACCESS_KEY" in variables.withheld(),
    )
    folder: Path = settings["FILE_UPLOAD_TEMP_DIR"]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reason = "" if os.access(folder, os.W_OK | os.X_OK) else "it is read-only, or somebody else's"
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        yield data_folder.unwritable(folder, reason)
