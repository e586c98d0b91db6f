"""The page *System*: facts and charts, and what needs somebody."""

import platform
from typing import Any

import django
from django.conf import settings
from django.utils import timezone

from product_importer.launch import restarts
from product_importer.lib.redis_client import server_version
from product_importer.monitoring import pictures
from product_importer.monitoring.deliveries import delivery_facts
from product_importer.monitoring.jobs import WINDOW, job_facts
from product_importer.monitoring.mails import mail_facts
from product_importer.monitoring.servers import database_facts, disk, processes_seen
from product_importer.monitoring.sources import source_facts
from product_importer.monitoring.troubles import Facts, troubles
from product_importer.version import VERSION

PROCESSES = {"worker": "Imports worker", "webhooks": "Webhooks worker", "beat": "Beat"}


def system_page() -> dict[str, Any]:
    now = timezone.now()
    facts = Facts(
        now=now,
        database=database_facts(),
        disk=disk(),
        seen=processes_seen(),
        restarting=restarts.noted(settings.DATA_DIR),
        jobs=job_facts(now=now, window=WINDOW),
        deliveries=delivery_facts(now=now, window=WINDOW),
        mails=mail_facts(now=now, window=WINDOW),
        sources=source_facts(now=now, window=WINDOW),
    )
    deliveries = pictures.deliveries(now)
    return {
        "facts": facts,
        "troubles": troubles(facts, least_free_bytes=settings.IMPORT_FREE_DISK_BYTES),
        "imports": pictures.imports(now),
        "import_words": pictures.IMPORTS,
        "speeds": pictures.speeds(now),
        "waits": pictures.waits(now),
        "deliveries": deliveries,
        "delivery_words": pictures.DELIVERIES,
        "delivered_percent": pictures.share_delivered(deliveries),
        "attempt_seconds": facts.deliveries.seconds.get(0.95),
        "used_percent": 100 - 100 * facts.disk.free // max(facts.disk.total, 1),
        "used_bytes": facts.disk.total - facts.disk.free,
        "processes": _processes(facts),
        "versions": _versions(facts),
    }


def _processes(facts: Facts) -> list[tuple[str, bool | None]]:
    """Name and whether it is there; None: nobody can tell."""
    seen = facts.seen or {}
    ours = [(name, seen.get(process)) for process, name in PROCESSES.items()]
    return [("PostgreSQL", True), ("Redis or Valkey", facts.seen is not None), *ours]


def _versions(facts: Facts) -> list[tuple[str, str]]:
    return [
        ("Product Importer", VERSION),
        ("PostgreSQL", facts.database.server.version),
        ("Redis or Valkey", server_version() or "away"),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
    ]
