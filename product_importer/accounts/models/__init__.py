"""The tables of accounts."""

from product_importer.accounts.models.api_token import (
    MARK,
    NAME_MAX_LENGTH,
    SCOPES,
    SEEN_EVERY,
    ApiToken,
    ApiTokenQuerySet,
)
from product_importer.accounts.models.audit_entry import ActorKind, AuditEntry, AuditEntryQuerySet
from product_importer.accounts.models.person import MANAGE_PEOPLE, ROLES, Person, PersonQuerySet
from product_importer.accounts.models.second_factor import SecondFactor

__all__ = [
    "MANAGE_PEOPLE",
    "MARK",
    "NAME_MAX_LENGTH",
    "ROLES",
    "SCOPES",
    "SEEN_EVERY",
    "ActorKind",
    "ApiToken",
    "ApiTokenQuerySet",
    "AuditEntry",
    "AuditEntryQuerySet",
    "Person",
    "PersonQuerySet",
    "SecondFactor",
]
