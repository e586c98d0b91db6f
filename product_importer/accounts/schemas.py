"""The shapes of the routes for tokens."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from product_importer.accounts.models import NAME_MAX_LENGTH

Scope = Literal["read", "write"]
LAST_YEAR = 9999
"""Within a day of the calendar's end, a moment may lie outside it in another time zone."""


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("Give the token a name")
    return text.strip()


def _in_utc(moment: datetime) -> datetime:
    if not 1 < moment.year < LAST_YEAR:
        raise ValueError(f"Choose a time before the year {LAST_YEAR}")
    return moment.astimezone(UTC)


class TokenIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        str, Field(min_length=1, max_length=NAME_MAX_LENGTH, pattern="^[^\\x00]*$"), AfterValidator(_not_blank)
    ]
    scopes: list[Scope] = Field(["read", "write"], min_length=1, max_length=2)
    expires_at: Annotated[AwareDatetime, AfterValidator(_in_utc)] | None = Field(
        None, description="Without it, the token is valid until it is revoked."
    )


class TokenOut(Schema):
    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewToken(TokenOut):
    """`token` is shown only this once."""

    token: str


class Tokens(Schema):
    results: list[TokenOut]


def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= datetime.now(UTC)


class Revoked(Schema):
    revoked: int = Field(description="How many tokens gave access until now.")
