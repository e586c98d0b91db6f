"""Nothing is served without keys: there are none in the source that could stand in for them."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_to_serve_without() -> None:
    """Raise ImproperlyConfigured if a key is missing; the text says which, and what to do."""
    if settings.MISSING_KEYS:
        missing = " and ".join(filter(None, (", ".join(settings.MISSING_KEYS[:-1]), settings.MISSING_KEYS[-1])))
        raise ImproperlyConfigured(
            f"Set {missing} first: nothing is served without. Take random characters, as .env.example says, or start "
            "everything by `./start.sh` or `manage.py up`, which make keys of their own."
        )


def exit_without() -> None:
    """The same for Celery, which would log any other exception than SystemExit, and go on."""
    try:
        refuse_to_serve_without()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
