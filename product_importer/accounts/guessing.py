"""Guessing a password gets slower and slower: by user, by address, and by both.

Each wrong password counts. Above its limit, a user, an address or a pair of them has to pause, twice as long each time.
A browser in which a user signed in before counts by itself: what others try on the same account or in the same office
does not hold its person up. The counts are in Redis; while it is away only the number of passwords that are checked at
the same time is limited.
"""

import hashlib
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from redis import Redis

from product_importer.lib import redis_client
from product_importer.lib.client_address import network_of
from product_importer.lib.text import normalised

FIRST_PAUSE_SECONDS = 30
LONGEST_PAUSE_SECONDS = 15 * 60
FORGOTTEN_AFTER_SECONDS = 60 * 60
"""After the last wrong password."""

CHECKED_AT_ONCE = 2
"""Argon2 takes 100 MB and a core for each."""
PATIENCE_SECONDS = 3.0
"""How long somebody waits for a place among them."""


class TooManyGuesses(Exception):
    """The password was not even looked at: wait so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Wait {seconds} s.")
        self.seconds = seconds


class Suspect(NamedTuple):
    """What guesses are counted of."""

    key: str
    limit: int


_checks = threading.BoundedSemaphore(CHECKED_AT_ONCE)


def suspects(username: str, address: str, device: str) -> list[Suspect]:
    """`device`: the id of a browser in which this user signed in before, or empty."""
    name, network = name_key(username), network_of(address)
    if device:
        return [Suspect(f"device:{device}:{name}:{exact_key(username)}", settings.SIGN_IN_FAILURE_LIMIT)]
    return [
        Suspect(f"pair:{name}:{network}", settings.SIGN_IN_FAILURE_LIMIT),
        Suspect(f"user:{name}", settings.SIGN_IN_USER_FAILURE_LIMIT),
        Suspect(f"address:{network}", settings.SIGN_IN_ADDRESS_FAILURE_LIMIT),
    ]


def name_key(username: str) -> str:
    """Stands for the user where no name should be seen."""
    return exact_key(normalised("NFKC", username[:300]).casefold())


def exact_key(name: str) -> str:
    """The same where `Ana` and `ana` are two people."""
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]


@contextmanager
def one_guess(suspected: Sequence[Suspect]) -> Iterator[None]:
    """Around the check of a password, which counts as wrong until `forgive`. Raises TooManyGuesses."""
    if seconds := redis_client.ask(lambda redis: _count(redis, suspected), otherwise=0):
        raise TooManyGuesses(seconds)
    if not _checks.acquire(timeout=PATIENCE_SECONDS):
        _take_back(suspected)
        raise TooManyGuesses(math.ceil(PATIENCE_SECONDS))
    try:
        yield
    except BaseException:
        _take_back(suspected)  # nobody knows whether it was wrong
        raise
    finally:
        _checks.release()


def forgive(suspected: Sequence[Suspect]) -> None:
    """The guess was right: whoever made it begins anew. Others keep what they have on the same user or address."""
    own, *shared = suspected
    redis_client.ask(lambda redis: redis.delete(_guesses(own), _pause(own)), otherwise=None)
    _take_back(shared)


def forget(*, username: str = "", address: str = "") -> int:
    """Let a user, or an address, try again at once. Returns how many counts were dropped. Raises RedisError."""
    redis = redis_client.client()
    patterns = []
    if username:
        name = name_key(username)
        patterns += [f"pair:{name}:*", f"user:{name}", f"device:*:{name}:*"]
    if address:
        patterns += [f"pair:*:{network_of(address)}", f"address:{network_of(address)}"]
    counts = {key.decode() for pattern in patterns for key in redis.scan_iter(match=f"guesses:{_escaped(pattern)}")}
    for key in counts:
        redis.delete(key, key.replace("guesses:", "pause:", 1))
    return len(counts)


def _count(redis: Redis, suspected: Sequence[Suspect]) -> int:
    """Count one more guess of each, or return how many seconds one of them still has to pause.

    Above the limit only the guess that sets the pause is looked at, however many come at the same time.
    """
    if waits := [wait for suspect in suspected if (wait := redis.pttl(_pause(suspect))) > 0]:
        return math.ceil(max(waits) / 1000)
    for suspect in suspected:
        pipeline = redis.pipeline(transaction=True)
        pipeline.incr(_guesses(suspect))
        pipeline.expire(_guesses(suspect), FORGOTTEN_AFTER_SECONDS)
        above = int(pipeline.execute()[0]) - suspect.limit
        if above >= 0:
            seconds = min(FIRST_PAUSE_SECONDS << min(above, 20), LONGEST_PAUSE_SECONDS)
            if not redis.set(_pause(suspect), 1, nx=True, ex=seconds):
                return seconds
    return 0


def _take_back(suspected: Sequence[Suspect]) -> None:
    """As if the guess had not been made."""
    redis_client.ask(lambda redis: _uncount(redis, suspected), otherwise=None)


def _uncount(redis: Redis, suspected: Sequence[Suspect]) -> None:
    for suspect in suspected:
        redis.delete(_pause(suspect))
        if redis.decr(_guesses(suspect)) <= 0:
            redis.delete(_guesses(suspect))


def _guesses(suspect: Suspect) -> str:
    return f"guesses:{suspect.key}"


def _pause(suspect: Suspect) -> str:
    return f"pause:{suspect.key}"


def _escaped(pattern: str) -> str:
    """Brackets are no ranges: addresses may hold some."""
    return pattern.replace("[", "\\[")
