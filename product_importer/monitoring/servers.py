"""The servers and the disk: are they there, which are they, do their clocks agree, how much room is left."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from product_importer.lib import signs_of_life
from product_importer.lib.server_fitness import ServerLook, look
from products.models.size import number_of_products


@dataclass(frozen=True)
class DatabaseFacts:
    server: ServerLook
    bytes: int
    connections: int
    products: int


@dataclass(frozen=True)
class Disk:
    """Of DATA_DIR, in bytes."""

    total: int
    free: int


def database_facts() -> DatabaseFacts:
    with connection.cursor() as cursor:
        server = look(cursor)
        cursor.execute(_FACTS)
        size, connections = cursor.fetchone()
    return DatabaseFacts(server, size, connections, number_of_products())


def disk() -> Disk:
    usage = shutil.disk_usage(settings.DATA_DIR)
    return Disk(usage.total, usage.free)


def processes_seen() -> Mapping[str, bool] | None:
    """Which of our processes left a sign of life within a minute. None while Redis is away."""
    return signs_of_life.recently_seen()


_FACTS = """
    SELECT pg_database_size(current_database()), numbackends
    FROM pg_stat_database WHERE datname = current_database()
"""
