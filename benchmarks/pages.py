"""A person with the dashboard open while an import runs: how fast pages answer, and how long nothing moves."""

import http.client
import json
import math
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from product_importer.launch.address import Address
from products.jobs.models import ImportJob

PAUSE_SECONDS = 0.05


@dataclass
class Watched:
    """What the person saw."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Page → how long each request took."""
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    """When each snapshot arrived on the event stream, and the snapshot."""

    def percentile(self, page: str, percent: int) -> float:
        """The time that `percent` of the requests did not exceed."""
        times = sorted(self.milliseconds[page])
        return times[math.ceil(len(times) * percent / 100) - 1]

    def longest_stills(self) -> dict[str, float]:
        """Phase → the longest time in it, in seconds, between two snapshots that differ in anything a person sees."""
        stills: dict[str, float] = defaultdict(float)
        since, before = self.events[0]
        for at, snapshot in self.events[1:]:
            if _moving_parts(snapshot) != _moving_parts(before):
                stills[before["phase"]] = max(stills[before["phase"]], at - since)
                since, before = at, snapshot
        return dict(stills)

    def goes_back(self) -> bool:
        progress = [snapshot["progress"] for _, snapshot in self.events]
        return progress != sorted(progress)


class Visitor:
    """A signed-in person at the web server."""

    def __init__(self, address: Address, name: str) -> None:
        self._address = address
        self._cookie = _sign_in(name)
        self.watched = Watched()

    def watch(self, job: ImportJob) -> None:
        """Follow the job's event stream, and visit pages again and again, until the stream ends."""
        stream = threading.Thread(target=self._follow, args=(job,))
        stream.start()
        pages = {
            "dashboard": "/",
            "products": reverse("products:list"),
            "import": job.get_absolute_url(),
            "status": reverse("api:status", args=[job.id]),
        }
        while stream.is_alive():
            for page, path in pages.items():
                self.watched.milliseconds[page].append(self._visit(path))
                time.sleep(PAUSE_SECONDS)

    def _visit(self, path: str) -> float:
        started_at = time.perf_counter()
        answer = self._get(path)
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
        return (time.perf_counter() - started_at) * 1000

    def _follow(self, job: ImportJob) -> None:
        answer = self._get(reverse("api:progress", args=[job.id]))
        while line := answer.readline():
            if line.startswith(b"data: "):
                self.watched.events.append((time.perf_counter(), json.loads(line[6:])))

    def _get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self._address.host, self._address.port, timeout=120)
        connection.request("GET", path, headers={"Cookie": self._cookie})
        return connection.getresponse()


def _sign_in(name: str) -> str:
    """The cookie of a new member of staff."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(name), settings.AUTHENTICATION_BACKENDS[-1])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _moving_parts(snapshot: dict[str, Any]) -> tuple[Any, ...]:
    return snapshot["progress"], snapshot["phase"], snapshot["status"], snapshot["total_rows"], snapshot["counts"]
