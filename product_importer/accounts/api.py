"""The JSON routes for API tokens. Each loads, makes one call and translates the outcome."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from product_importer.accounts import schemas
from product_importer.accounts.confirmation.session import require_confirmed
from product_importer.accounts.models import ApiToken, ApiTokenQuerySet
from product_importer.accounts.people.authority import may_manage
from product_importer.lib.actor import token_of, user_of
from product_importer.lib.errors import ApiError

router = Router(tags=["tokens"])


@router.get("", url_name="tokens", response=schemas.Tokens, summary="Your API tokens, newest first")
def token_list(request: HttpRequest) -> dict[str, ApiTokenQuerySet]:
    """The text of a token is never shown again; its `prefix` tells you which one it is."""
    return {"results": ApiToken.objects.filter(user=user_of(request)).newest_first()}


@router.post("", url_name="create_token", response={201: schemas.NewToken}, summary="Create an API token")
def create(request: HttpRequest, given: schemas.TokenIn) -> Status[dict[str, object]]:
    """Requires a signed-in person: a token that could create others would outlive its own expiry.

    Of a manager also that the password was entered within 10 minutes, at `/accounts/confirm/`; else 403
    `password_needed`. `scopes`: `["read"]` or `["read", "write"]`.
    """
    if token_of(request):
        raise ApiError(403, "session_needed", "A token cannot create tokens. Sign in and use the API tokens page.")
    if may_manage(user_of(request)):
        require_confirmed(request)
    if schemas.is_past(given.expires_at):
        raise ApiError(422, fields={"expires_at": ["This time is in the past."]})
    token, text = ApiToken.objects.issue(
        user_of(request), name=given.name, scopes=given.scopes, expires_at=given.expires_at
    )
    return Status(201, {**schemas.TokenOut.from_orm(token).dict(), "token": text})


@router.delete("", url_name="revoke_all_tokens", response=schemas.Revoked, summary="Revoke all your API tokens")
def revoke_all(request: HttpRequest) -> dict[str, int]:
    """They stop working at once, the one of this request included."""
    return {"revoked": ApiToken.objects.filter(user=user_of(request)).revoke()}


@router.delete("{uuid:token_id}/", url_name="revoke_token", response={204: None}, summary="Revoke an API token")
def revoke(request: HttpRequest, token_id: UUID) -> Status[None]:
    """The token stops working at once. Revoking it again changes nothing."""
    get_object_or_404(ApiToken, pk=token_id, user=user_of(request)).revoke()
    return Status(204, None)
