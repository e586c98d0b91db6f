"""Entries of the audit log in words."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from product_importer.accounts.models import ActorKind, AuditEntry

PAGES = {"products": "products:detail", "imports": "imports:detail", "webhooks": "webhooks:detail"}
"""By the namespace of the route: the page of what was changed."""

OF_THE_API = {
    **dict.fromkeys(("products", "product", "create_product", "change_product", "replace_product"), "products:detail"),
    **dict.fromkeys(("upload", "bulk_delete", "cancel", "resume", "again", "apply", "undo"), "imports:detail"),
    **dict.fromkeys(("webhooks", "webhook", "create_webhook", "change_webhook", "rotate_secret"), "webhooks:detail"),
}
"""By the route's own name, in the namespace `api`."""


JOB_COMMANDS = ("import", "import_products", "delete_products")
"""How the names of commands end whose object is a job."""

WORDS = {
    "login": "sign in",
    "sign_in_code": "sign in with the second factor",
    "logout": "sign out",
    "password": "change the password",
    "choose_password": "choose a password by a link",
    "new_person": "add somebody",
    "person": "change somebody",
    "deactivate_person": "take access away",
    "activate_person": "give access again",
    "new_link": "make a link for a password",
    "second_factor": "turn the second factor on",
    "second_factor_off": "turn the second factor off",
    "recovery_codes": "make new recovery codes",
    "tokens": "create an API token",
}
"""Routes without a namespace whose names do not speak for themselves."""


@dataclass(frozen=True)
class Shown:
    entry: AuditEntry
    what: str
    url: str
    """Of the page of what was changed, which may be gone. Empty if there is none."""


def shown(entry: AuditEntry) -> Shown:
    return Shown(entry, in_words(entry.action), _url(entry))


def actions_told_as(text: str) -> list[str]:
    """The actions whose words hold the text, where these are not the route's name."""
    wanted = " ".join(text.lower().split())
    return [f"POST {name}" for name, words in WORDS.items() if wanted in words.lower()]


def in_words(action: str) -> str:
    """`POST products:edit` → `products: edit`. Of API routes the method is part of what they do."""
    method, _, route = action.partition(" ")
    space, _, name = route.rpartition(":")
    words = WORDS.get(name, name.replace("_", " ")) if not space else name.replace("_", " ")
    if space in ("", "api"):
        return f"{method} {words}" if space == "api" else words
    return f"{space.replace('_', ' ')}: {words}"


def _url(entry: AuditEntry) -> str:
    space, _, name = entry.action.partition(" ")[2].rpartition(":")
    page = OF_THE_API.get(name) if space == "api" else PAGES.get(space)
    if entry.kind == ActorKind.COMMAND:
        page = "imports:detail" if entry.action.endswith(JOB_COMMANDS) else ""
    try:
        return reverse(page, args=[UUID(entry.subject)]) if page else ""
    except ValueError:  # it names something else, or nothing
        return ""
