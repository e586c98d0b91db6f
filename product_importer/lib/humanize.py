"""Sizes, numbers, durations and moments in words, as the pages show them: one unit each."""

import math
from datetime import datetime

KIB = 1024
MINUTE, HOUR, DAY = 60, 3_600, 86_400


def size_in_words(size: int) -> str:
    """Bytes as a person reads them: 834 B, 1.2 KiB, 66 MiB, 2 GiB."""
    amount, unit = float(size), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < KIB:
            break
        amount, unit = amount / KIB, larger
    return f"{_short(amount)} {unit}"


def counted(number: int, noun: str) -> str:
    """How many there are: 1 row, 1,204 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def number_typed(text: str) -> int:
    """A number as a person types it, with separators or without: 20,006. -1 if it is none."""
    digits = "".join(character for character in text if character not in ",. \u00a0'")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else -1


def duration_in_words(seconds: float) -> str:
    """A duration in one unit: under 0.1 s, 0.4 s, 42 s, 3.5 min, 2 h."""
    if 0 < seconds < 0.05:
        return "under 0.1 s"
    if seconds < MINUTE:
        return f"{_short(seconds)} s"
    if seconds < HOUR:
        return f"{_short(seconds / MINUTE)} min"
    return f"{_short(seconds / HOUR)} h"


def clock(seconds: float) -> str:
    """A running clock: 0:04, 12:30, 1:02:03."""
    hours, rest = divmod(max(int(seconds), 0), HOUR)
    minutes, left = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def ago_in_words(moment: datetime, *, now: datetime) -> str:
    """How long ago: just now, 5 min ago, 2 h ago, yesterday, 3 days ago; older than four weeks: the date."""
    seconds = (now - moment).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h ago"
    return _days_ago(moment, int(seconds // DAY))


def ahead_in_words(moment: datetime, *, now: datetime) -> str:
    """How far ahead: now, in 5 min, in 2 h, tomorrow, in 3 days; more than four weeks: the date."""
    seconds = (moment - now).total_seconds()
    if seconds < MINUTE:
        return "now" if seconds <= 0 else "in a minute"
    if seconds < HOUR:
        return f"in {math.ceil(seconds / MINUTE)} min"
    if seconds < DAY:
        return f"in {math.floor(seconds / HOUR + 0.5)} h"
    days = math.floor(seconds / DAY + 0.5)
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days < 28 else f"{moment.day} {moment:%b %Y}"


def _days_ago(moment: datetime, days: int) -> str:
    if days == 1:
        return "yesterday"
    if days < 28:
        return f"{days} days ago"
    return f"{moment.day} {moment:%b %Y}"


def _short(amount: float) -> str:
    """One decimal below ten, none above; never a trailing `.0`. Rounded half up, as browsers do."""
    if amount >= 9.95:
        return f"{math.floor(amount + 0.5):,}"
    return f"{math.floor(amount * 10 + 0.5) / 10:g}"
