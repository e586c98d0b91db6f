"""The servers and the disk: are they there, which are they, do their clocks agree, how much room is left."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from product_importer.lib import signs_of_life
from products.models.size import number_of_products


@dataclass(frozen=True)
class DatabaseFacts:
    version: str
    version_number: int
    """Such as 150004."""
    encoding: str
    bytes: int
    connections: int
    skew_seconds: float
    """How far our clock is ahead of PostgreSQL's, give or take the way there."""
    products: int


@dataclass(frozen=True)
class Disk:
    """Of DATA_DIR, in bytes."""

    total: int
    free: int


def database_facts() -> DatabaseFacts:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
        ours = (before + time.time()) / 2
        cursor.execute(_FACTS)
        version, number, encoding, size, connections = cursor.fetchone()
    return DatabaseFacts(
        version=version.split()[0],
        version_number=int(number),
        encoding=encoding,
        bytes=size,
        connections=connections,
        skew_seconds=ours - theirs.timestamp(),
        products=number_of_products(),
    )


def disk() -> Disk:
    usage = shutil.disk_usage(settings.DATA_DIR)
    return Disk(usage.total, usage.free)


def processes_seen() -> Mapping[str, bool] | None:
    """Which of our processes left a sign of life within a minute. None while Redis is away."""
    return signs_of_life.recently_seen()


_FACTS = """
    SELECT current_setting('server_version'), current_setting('server_version_num'), current_setting('server_encoding'),
           pg_database_size(current_database()), numbackends
    FROM pg_stat_database WHERE datname = current_database()
"""
