"""How a source is fetched is set up, changed, paused and forgotten. Pages, API and commands go through here.

All raise InvalidSource or a Refusal, and then change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from product_importer.lib.text import is_storable
from products.imports.fetch_models import FetchKind, SourceFetch
from products.imports.fetching import places
from products.imports.fetching.credentials import faults_of
from products.imports.fetching.expectations import next_due
from products.imports.fetching.schedules import UnclearSchedule, parse, time_of_day
from products.imports.fetching.timing import next_scheduled
from products.imports.models import Source
from products.imports.sources.arrival import HIDDEN_QUERY, QUERY
from products.imports.sources.refusals import ChangedMeanwhile, InvalidSource

PARTS = ("kind", "address", "pattern", "schedule", "time_zone", "quiet_from", "quiet_until", "expected_by", "paused")
LONGEST_PATTERN = 200


def set_up(
    source: Source,
    *,
    by: AbstractBaseUser | None,
    version: int | None = None,
    credentials: Mapping[str, str] | None = None,
    **parts: Any,
) -> SourceFetch:
    """Write these parts; what is not given stays.

    `credentials`: name → value, an empty one removes it; those that are not named stay, but not for another server.
    `version`: the one that was seen; no other is changed then.
    """
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        fetch = SourceFetch.objects.filter(pk=source.pk).first() or SourceFetch(source=source, version=0)
        if version not in (None, fetch.version):
            raise ChangedMeanwhile(source.name)
        before = _place(fetch)
        _write(fetch, parts, credentials or {})
        if _place(fetch) != before:
            fetch.seen, fetch.retries = {}, 0
        _plan(fetch, timezone.now())
        fetch.version += 1
        fetch.updated_at, fetch.updated_by_id = timezone.now(), by.pk if by else None
        fetch.save()
    return fetch


def pause(fetch: SourceFetch, *, by: AbstractBaseUser | None) -> SourceFetch:
    return set_up(fetch.source, by=by, paused=True)


def resume(fetch: SourceFetch, *, by: AbstractBaseUser | None) -> SourceFetch:
    return set_up(fetch.source, by=by, paused=False)


def forget_host_key(fetch: SourceFetch) -> None:
    """The next key that the server shows is trusted."""
    SourceFetch.objects.filter(pk=fetch.pk).update(host_key="")


def remove(source: Source) -> None:
    """The source is not fetched any more. The log of its runs stays."""
    SourceFetch.objects.filter(pk=source.pk).delete()


def _place(fetch: SourceFetch) -> tuple[object, ...]:
    return fetch.kind, fetch.address, fetch.pattern, {**fetch.credentials}


def _write(fetch: SourceFetch, parts: Mapping[str, Any], credentials: Mapping[str, str]) -> None:
    """Raises InvalidSource that names every bad part."""
    faults: dict[str, list[str]] = {}
    origin = places.origin_of(fetch.kind, fetch.address)
    for name in PARTS:
        if name in parts:
            try:
                _SETTERS.get(name, _set_plain)(fetch, name, parts[name])
            except ValueError as error:
                faults[name] = [str(error)]
    if not faults:
        faults |= _write_place(fetch, origin, credentials, is_new_address="address" in parts)
    if not faults and (fetch.quiet_from is None) != (fetch.quiet_until is None):
        faults["quiet_until"] = ["Give both times, or neither."]
    if not faults and fetch.quiet_from is not None and fetch.quiet_from == fetch.quiet_until:
        faults["quiet_until"] = ["Quiet hours end at another time than they begin."]
    if faults:
        raise InvalidSource(faults)


def _write_place(
    fetch: SourceFetch, origin: str, credentials: Mapping[str, str], *, is_new_address: bool
) -> dict[str, list[str]]:
    if not fetch.kind or not fetch.address:
        return {name: ["This is required."] for name in ("kind", "address") if not getattr(fetch, name)}
    keeps_query = not is_new_address or fetch.address.endswith(HIDDEN_QUERY)
    kind = FetchKind(fetch.kind)
    try:
        fetch.address, query = places.checked(kind, fetch.address.removesuffix(HIDDEN_QUERY))
    except places.InvalidPlace as error:
        return {"address": [str(error)]}
    is_same = places.origin_of(kind, fetch.address) == origin
    fetch.host_key = fetch.host_key if is_same else ""
    if fetch.is_unreadable and is_same and not credentials:
        return {}  # they stay as they are: their key may come back
    kept = {**fetch.credentials} if is_same else {}
    kept_query = kept.pop(QUERY, "")
    given = {name: value for name, value in (kept | dict(credentials)).items() if value}
    if faults := faults_of(kind, given):
        return {"credentials": faults}
    query = kept_query if keeps_query else query
    fetch.credentials = given | ({QUERY: query} if query else {})
    return {}


def _plan(fetch: SourceFetch, now: datetime) -> None:
    fetch.next_run_at = next_scheduled(fetch, now)
    fetch.due_by, fetch.late_told_at = next_due(fetch, now), None


def _set_plain(fetch: SourceFetch, name: str, value: Any) -> None:
    setattr(fetch, name, value)


def _set_kind(fetch: SourceFetch, name: str, value: Any) -> None:
    if value not in FetchKind.values:
        raise ValueError(f"Use one of these: {', '.join(FetchKind.values)}.")
    fetch.kind = value


def _set_pattern(fetch: SourceFetch, name: str, value: Any) -> None:
    text = (value or "").strip()
    if len(text) > LONGEST_PATTERN or "/" in text or not is_storable(text):
        raise ValueError(f"Give a pattern of at most {LONGEST_PATTERN} characters for names, such as prices-*.csv.")
    fetch.pattern = text


def _set_words(fetch: SourceFetch, name: str, value: Any) -> None:
    text = (value or "").strip()
    schedule = parse(text) if text else None
    if schedule and schedule.minutes and name == "expected_by":
        raise UnclearSchedule("Give a time by which the file should have come, such as Monday 08:00 or daily at 07:30.")
    setattr(fetch, name, str(schedule) if schedule else "")


def _set_time_zone(fetch: SourceFetch, name: str, value: Any) -> None:
    zone = value or "UTC"
    if zone not in available_timezones():
        raise ValueError("There is no such time zone. Name one like Europe/Berlin or UTC.")
    fetch.time_zone = zone


def _set_time(fetch: SourceFetch, name: str, value: Any) -> None:
    setattr(fetch, name, None if value in (None, "") else _time(value))


def _time(value: Any) -> time:
    try:
        return value if isinstance(value, time) else time_of_day(str(value))
    except ValueError as error:
        raise ValueError("Give a time from 00:00 to 23:59.") from error


_SETTERS: dict[str, Any] = {
    "kind": _set_kind,
    "pattern": _set_pattern,
    "schedule": _set_words,
    "expected_by": _set_words,
    "time_zone": _set_time_zone,
    "quiet_from": _set_time,
    "quiet_until": _set_time,
}
