"""When something happens again and again, in plain words: `every 15 minutes`, `weekly on Monday at 08:00`. Pure.

Intervals count from midnight UTC, so that they are even when clocks are changed. Times of day are those of a time
zone: one that does not exist on a day comes an hour later, one that comes twice counts the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EXAMPLES = (
    "every 15 minutes",
    "every hour",
    "every 6 hours",
    "daily at 06:00",
    "weekdays at 06:00 and 18:00",
    "weekly on Monday at 08:00",
    "monthly on 1 at 06:00",
)
MINUTES = (15, 20, 30)
MOST_HOURS = 24
MOST_TIMES = 24
HOW_TO_SAY = f"Say it like one of these: {', '.join(EXAMPLES)}."

_FARTHEST_DAYS = 400
"""Every schedule has a moment within so many days."""


class UnclearSchedule(ValueError):
    """The words say no schedule; the message says how to."""


@dataclass(frozen=True)
class Schedule:
    """An interval in minutes; or times of day, on all days, some weekdays (0 is Monday) or some days of the month.

    A day of the month that a month does not have is its last one.
    """

    minutes: int = 0
    times: tuple[time, ...] = ()
    weekdays: frozenset[int] = frozenset()
    monthdays: frozenset[int] = frozenset()

    def __str__(self) -> str:
        if self.minutes:
            return _interval_in_words(self.minutes)
        at = _joined([f"{each:%H:%M}" for each in self.times])
        if self.monthdays:
            return f"monthly on {_joined([str(day) for day in sorted(self.monthdays)])} at {at}"
        if self.weekdays == frozenset(range(5)):
            return f"weekdays at {at}"
        if self.weekdays:
            return f"weekly on {_joined([DAYS[day] for day in sorted(self.weekdays)])} at {at}"
        return f"daily at {at}"

    def after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first moment after this one, in UTC."""
        if self.minutes:
            return _multiple_after(moment, timedelta(minutes=self.minutes))
        return next(each for each in self._moments(moment, zone, forward=True) if each > moment)

    def before(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The last moment before this one, in UTC."""
        if self.minutes:
            return _multiple_until(moment - timedelta(microseconds=1), timedelta(minutes=self.minutes))
        return next(each for each in self._moments(moment, zone, forward=False) if each < moment)

    def _moments(self, start: datetime, zone: ZoneInfo, *, forward: bool) -> Iterator[datetime]:
        """Day by day from the day around the start; it may begin a day on its other side."""
        today = start.astimezone(zone).date()
        for distance in range(-1, _FARTHEST_DAYS):
            day = today + timedelta(days=distance if forward else -distance)
            if self._is_on(day):
                moments = [datetime.combine(day, each, zone).astimezone(UTC) for each in self.times]
                yield from sorted(moments, reverse=not forward)

    def _is_on(self, day: date) -> bool:
        if self.weekdays:
            return day.weekday() in self.weekdays
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return not self.monthdays or day.day in {min(each, last.day) for each in self.monthdays}


@dataclass(frozen=True)
class QuietHours:
    """From one time of day to another, perhaps past midnight: nothing begins meanwhile."""

    start: time
    end: time

    def moved(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in."""
        local = moment.astimezone(zone)
        if not self._holds(local.timetz().replace(tzinfo=None)):
            return moment
        end = datetime.combine(local.date(), self.end, zone)
        while (ended := end.astimezone(UTC)) <= moment:
            end = datetime.combine(end.date() + timedelta(days=1), self.end, zone)
        return ended

    def _holds(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def next_moment(schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None, after: datetime) -> datetime:
    """When it is due next, in UTC: after `after`, and not in quiet hours."""
    moment = schedule.after(after, zone)
    return quiet.moved(moment, zone) if quiet else moment


def parse(words: str) -> Schedule:
    """Raises UnclearSchedule."""
    text = " ".join(words.casefold().split())
    if found := _EVERY.fullmatch(text):
        return Schedule(minutes=_minutes(found["number"] or "1", found["unit"]))
    if found := _AT.fullmatch(text):
        return _on(found["days"].strip(), _times(found["times"]))
    raise UnclearSchedule(HOW_TO_SAY)


_EVERY = re.compile(r"every(?: (?P<number>\d{1,4}))? (?P<unit>minute|hour)s?")
_AT = re.compile(r"(?P<days>.*?)\b(?:at|by)? ?(?P<times>\d{1,2}:\d{2}(?:(?:,| and|, and) \d{1,2}:\d{2})*)")
_SEPARATOR = re.compile(r", and |, | and ")
_BY_NAME = {name.casefold(): number for number, name in enumerate(DAYS)}
_BY_NAME |= {name[:3]: number for name, number in _BY_NAME.items()}
_WHOLE = {"daily": frozenset[int](), "every day": frozenset[int](), "weekdays": frozenset(range(5))}


def _minutes(number: str, unit: str) -> int:
    count = int(number)
    if unit == "hour" and 1 <= count <= MOST_HOURS:
        return 60 * count
    if unit == "minute" and (count in MINUTES or count == 60):
        return count
    raise UnclearSchedule(
        f"Every {', '.join(map(str, MINUTES))} minutes, every hour, or every 2 to {MOST_HOURS} hours: nothing else."
    )


def time_of_day(text: str) -> time:
    """Such as 06:00 or 6:00. Raises ValueError, also for 24:00: `time.fromisoformat` takes that from Python 3.14 on."""
    return datetime.strptime(text, "%H:%M").time()


def _times(text: str) -> tuple[time, ...]:
    try:
        times = {time_of_day(each) for each in _SEPARATOR.split(text)}
    except ValueError as error:
        raise UnclearSchedule("Give times from 00:00 to 23:59, such as 08:00.") from error
    if len(times) > MOST_TIMES:
        raise UnclearSchedule(f"Give at most {MOST_TIMES} times a day.")
    return tuple(sorted(times))


def _on(days: str, times: tuple[time, ...]) -> Schedule:
    if days in _WHOLE:
        return Schedule(times=times, weekdays=_WHOLE[days])
    kind, _, rest = days.partition(" on ")
    if kind == "monthly":
        return Schedule(times=times, monthdays=frozenset(map(_monthday, _SEPARATOR.split(rest))))
    names = rest if kind == "weekly" else days
    if all(name in _BY_NAME for name in _SEPARATOR.split(names)):
        return Schedule(times=times, weekdays=frozenset(_BY_NAME[name] for name in _SEPARATOR.split(names)))
    raise UnclearSchedule(HOW_TO_SAY)


def _monthday(text: str) -> int:
    number = text.removeprefix("the ").rstrip("stndrh.")
    if number.isascii() and number.isdigit() and 1 <= int(number) <= 31:
        return int(number)
    raise UnclearSchedule("Give days of the month from 1 to 31, such as monthly on 1 at 06:00.")


def _interval_in_words(minutes: int) -> str:
    if minutes < 60:
        return f"every {minutes} minutes"
    return "every hour" if minutes == 60 else f"every {minutes // 60} hours"


def _joined(names: list[str]) -> str:
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def _multiple_after(moment: datetime, step: timedelta) -> datetime:
    """Counted from midnight of each day: it need not be a multiple of the step."""
    last = _multiple_until(moment, step)
    return min(last + step, _midnight(last) + timedelta(days=1))


def _multiple_until(moment: datetime, step: timedelta) -> datetime:
    midnight = _midnight(moment)
    return midnight + (moment - midnight) // step * step


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
