"""Fills the environment before Django reads its settings: `.env`, the keys, the embedded servers.

Children inherit it, so they start nothing of their own. In production nothing is invented: the settings demand
what they need.
"""

import atexit
import os
import signal
import sys
from types import FrameType

from product_importer.launch import (
    address,
    data_folder,
    embedded,
    folder_claim,
    secrets_file,
    variables,
)

WITHOUT_SERVERS = frozenset(
    {
        *("help", "version", "collectstatic", "findstatic", "compilemessages", "makemessages"),
        *("diffsettings", "startapp", "startproject", "sendtestemail", "testserver"),
        *("check", "generate_products"),
    }
)
BUT_FOR = {"check": "--database", "generate_products": "--fields"}
"""Command → the option with which it does need them."""
CANNOT_START = (
    embedded.EmbeddedError,
    address.AddressError,
    folder_claim.ClaimError,
)
_LOOPBACK = "127.0.0.0/8,::1/128"
AT_HOME = {
    "WEBHOOK_ALLOW_HTTP": "true",
    "WEBHOOK_ALLOWED_NETWORKS": _LOOPBACK,
    "SOURCE_ALLOWED_NETWORKS": _LOOPBACK,
}
"""With the embedded servers a person can try webhooks and sources on the same machine."""


def prepare(argv: list[str]) -> None:
    """Prepare the environment for the command in `argv`. Nothing is started if something is wrong with it already.

    Ends the process with a sentence if `up` cannot have its place, or the embedded servers do not start.
    """
    try:
        variables.read()
        os.environ["DATA_DIR"] = str(data_folder.chosen())  # absolute: children work in other folders
        in_production = variables.is_production()
        if variables.env.faults:
            return  # the settings will find more, and all is told at once
        if argv[1:2] == ["up"] and needs_servers(argv):
            _take_place(address.chosen())
        if needs_servers(argv) and not in_production:
            _invent_what_is_missing()
    except CANNOT_START as error:
        sys.exit(str(error))
    except OSError as error:
        is_ours = str(error.filename or "").startswith(os.environ["DATA_DIR"])
        reason = error.strerror or ""
        sys.exit(data_folder.unwritable(error.filename, reason) if is_ours else str(error))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def needs_servers(argv: list[str]) -> bool:
    """Whether the command works with data. When in doubt it does."""
    command, options = (argv[1], argv[2:]) if len(argv) > 1 else ("help", [])
    if command.startswith("-") or {"-h", "--help", "--version"} & set(options):
        return False
    asks = BUT_FOR.get(command)
    return command not in WITHOUT_SERVERS or any(option.partition("=")[0] == asks for option in options)


def _take_place(place: address.Address) -> None:
    address.refuse_if_unsafe(place)
    ours = folder_claim.take(data_folder.chosen())
    address.refuse_if_taken(place)
    ours.sign(place.url)


def _invent_what_is_missing() -> None:
    if missing := variables.missing(secrets_file.NAMES):
        keys = secrets_file.load_or_create(data_folder.chosen())
        os.environ.update({name: keys[name] for name in missing})
    handlers = {ending: signal.signal(ending, _end) for ending in (signal.SIGTERM, signal.SIGHUP)}
    if embedded.use_if_needed():
        os.environ.update({name: value for name, value in AT_HOME.items() if name not in os.environ})
        atexit.register(_ignore_endings)  # registered last, it runs first
    else:
        for ending, handler in handlers.items():
            signal.signal(ending, handler)


def _end(number: int, frame: FrameType | None) -> None:
    """Exit in order: the last process out stops the embedded servers, even if a signal ended it."""
    sys.exit(128 + number)


def _ignore_endings() -> None:
    """An impatient Ctrl-C while the servers are stopped would leave one behind."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
