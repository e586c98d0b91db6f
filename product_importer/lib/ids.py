"""UUIDv7: ids in the order of time, so that indexes grow at their end (random ids cost twice the time)."""

import secrets
import time
import uuid
from datetime import datetime, timedelta


def uuid7() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits."""
    return uuid.UUID(uuid7_prefix() + f"{secrets.randbits(32):08x}")


def uuid7_prefix() -> str:
    """The first 24 hexadecimal digits of UUIDv7s that differ in their last eight only.

    To make many at once, take one prefix and number them in the last 32 bits: the fixed-length
    counter of RFC 9562, section 6.2. The 42 random bits keep prefixes of the same millisecond apart.
    """
    milliseconds = time.time_ns() // 1_000_000
    return f"{milliseconds:012x}7{secrets.randbits(12):03x}{0x8000_0000 | secrets.randbits(30):08x}"


def first_uuid7_at(moment: datetime, *, earlier_by: timedelta = timedelta()) -> uuid.UUID:
    """A lower bound of all UUIDv7s made at `moment` or later, or up to `earlier_by` before it."""
    seconds = moment.timestamp() - earlier_by.total_seconds()
    return uuid.UUID(int=max(int(seconds * 1_000), 0) << 80)
