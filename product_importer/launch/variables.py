"""How the environment is read: what kind of installation this is, what it must have, what is kept from us."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from product_importer.launch import dotenv, file_variables
from product_importer.launch.reader import Reader

ENVIRONMENTS = ("development", "production")
WITHHELD = "SECRETS_WITHHELD"
"""Names, separated by commas: `up` keeps from each of its processes the secrets that it does not need."""

KEY_MIN_CHARACTERS = 32

env = Reader()
"""The one reader of this process: whatever is wrong, wherever it was read, is told by `refuse_faults`."""


def read() -> None:
    """Put what `.env` and the files named by `…_FILE` say into the environment, but nothing that is kept from us."""
    dotenv.read()
    for fault in file_variables.read_into(withheld=withheld()):
        env.note(fault)
    for name in withheld():
        os.environ.pop(name, None)


def refuse_faults() -> None:
    """Raise ImproperlyConfigured if anything is wrong with what was read so far; the text says all that is."""
    if len(env.faults) == 1:
        raise ImproperlyConfigured(env.faults[0])
    if env.faults:
        lines = "\n".join(f"- {fault}" for fault in env.faults)
        raise ImproperlyConfigured(f"{len(env.faults)} things are wrong with the settings.\n{lines}")


def withheld(environ: Mapping[str, str] = os.environ) -> list[str]:
    return [name for name in environ.get(WITHHELD, "").split(",") if name]


def is_production() -> bool:
    """Whether DJANGO_ENV says so."""
    return env.one_of("DJANGO_ENV", ENVIRONMENTS[0], ENVIRONMENTS) == "production"


def required_in_production(name: str, otherwise: str = "") -> str:
    """The variable's value; outside production, `otherwise` if it is missing."""
    value = env.str(name)
    if not value and is_production() and name not in withheld():
        env.note(f"DJANGO_ENV=production needs {name}. See .env.example.")
    return value or otherwise


def list_required_in_production(name: str, otherwise: str = "") -> list[str]:
    """The same for a list separated by commas."""
    values = [value.strip() for value in required_in_production(name, otherwise).split(",")]
    return [value for value in values if value]


def refuse_short_keys(name: str, keys: list[str]) -> None:
    """In production a key that could be guessed is a fault."""
    if not is_production() or name in withheld() or not env.str(name):
        return
    if not keys or min(map(len, keys)) < KEY_MIN_CHARACTERS:
        env.note(f"{name} is too short: take {KEY_MIN_CHARACTERS} random characters or more.")


def missing(names: tuple[str, ...]) -> list[str]:
    """Which of these should be here and are not."""
    return [name for name in names if not os.environ.get(name) and name not in withheld()]
