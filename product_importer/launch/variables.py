"""How the environment is read: what kind of installation this is, what it must have, what is kept from us."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from product_importer.launch import dotenv, file_variables

ENVIRONMENTS = ("development", "production")
WITHHELD = "SECRETS_WITHHELD"
"""Names, separated by commas: `up` keeps from each of its processes the secrets that it does not need."""

KEY_MIN_CHARACTERS = 32

env = Env()


def read() -> None:
    """Put what `.env` and the files named by `…_FILE` say into the environment, but nothing that is kept from us.

    Raises FileVariableError.
    """
    dotenv.read()
    file_variables.read_into()
    for name in withheld():
        os.environ.pop(name, None)


def withheld(environ: Mapping[str, str] = os.environ) -> list[str]:
    return [name for name in environ.get(WITHHELD, "").split(",") if name]


def is_production(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether DJANGO_ENV says so. Raises ImproperlyConfigured if it says something that we do not know."""
    name = environ.get("DJANGO_ENV") or ENVIRONMENTS[0]
    return one_of("DJANGO_ENV", name, ENVIRONMENTS) == "production"


def one_of(variable: str, value: str, known: Sequence[str]) -> str:
    """The variable's value. Raises ImproperlyConfigured if it is none of those that we know."""
    if value not in known:
        raise ImproperlyConfigured(
            f"{variable}={value} is unknown. Set it to {' or '.join(known)}, spelled exactly like this."
        )
    return value


def required_in_production(name: str, otherwise: str = "") -> str:
    """The variable's value; outside production, `otherwise` if it is missing."""
    value = env.str(name, "")
    if not value and is_production() and name not in withheld():
        raise ImproperlyConfigured(f"DJANGO_ENV=production needs {name}. See .env.example.")
    return value or otherwise


def list_required_in_production(name: str, otherwise: str = "") -> list[str]:
    """The same for a list separated by commas."""
    values = [value.strip() for value in required_in_production(name, otherwise).split(",")]
    return [value for value in values if value]


def refuse_short_keys(name: str, keys: list[str]) -> None:
    """Raise ImproperlyConfigured in production if a key could be guessed."""
    if not is_production() or name in withheld():
        return
    if not keys or min(map(len, keys)) < KEY_MIN_CHARACTERS:
        raise ImproperlyConfigured(f"{name} is too short: take {KEY_MIN_CHARACTERS} random characters or more.")


def folders(variable: str, values: Sequence[str]) -> list[Path]:
    """The variable's values as absolute paths. Raises ImproperlyConfigured for any other."""
    found = [Path(text.strip()) for text in values if text.strip()]
    for folder in found:
        if not folder.is_absolute() or folder == folder.parent:
            raise ImproperlyConfigured(f"{variable}: {folder} must be an absolute path, such as /srv/suppliers.")
    return found


def missing(names: tuple[str, ...]) -> list[str]:
    """Which of these should be here and are not."""
    return [name for name in names if not os.environ.get(name) and name not in withheld()]
