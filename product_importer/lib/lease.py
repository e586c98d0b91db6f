"""Who of several processes does what only one may do: a note in Redis, renewed by its holder, that ends by itself."""

import os
import secrets
from contextlib import suppress
from functools import cached_property

from product_importer.lib import redis_client


class Lease:
    """A note under a name, with this process as its holder while it is ours."""

    def __init__(self, name: str, *, seconds: float) -> None:
        self._key = f"lease:{name}"
        self._milliseconds = int(seconds * 1_000)

    @cached_property
    def _us(self) -> str:
        return f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"

    def held_by_another(self) -> str:
        """Take or renew it. Host and process of whoever has it, or an empty text: it is ours, or Redis is away."""
        holder = self._take(instead_of="")
        if holder and _is_dead(holder):
            holder = self._take(instead_of=holder)
        return "" if holder == self._us else holder.rpartition(":")[0]

    def give_back(self) -> None:
        """So that another need not wait for its end."""
        redis_client.ask(lambda redis: redis.eval(_GIVE_BACK, 1, self._key, self._us), otherwise=None)

    def _take(self, *, instead_of: str) -> str:
        arguments = (self._key, self._us, instead_of, self._milliseconds)
        holder = redis_client.ask(lambda redis: redis.eval(_TAKE, 1, *arguments), otherwise=b"")
        return holder.decode() if isinstance(holder, bytes) else str(holder)


def _is_dead(holder: str) -> bool:
    """Whether it was a process of this host that is gone. One with our own number was before us."""
    host, process, _ = holder.split(":")
    if host != os.uname().nodename:
        return False
    if int(process) == os.getpid():
        return True
    with suppress(PermissionError):  # it is there, and somebody else's
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
    return False


_TAKE = """
    local holder = redis.call('GET', KEYS[1])
    if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return holder end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
    return ARGV[1]
"""
_GIVE_BACK = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"
