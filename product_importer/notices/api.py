"""The JSON routes of a person's own notices."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from product_importer.lib.actor import user_of
from product_importer.notices import listing, schemas

router = Router(tags=["notices"])

MOST_ON_A_PAGE = 100


@router.get("", url_name="notices", response=schemas.Notices, summary="Your notices, newest first")
def notice_list(
    request: HttpRequest,
    unread: Annotated[bool, Query(description="Only those that are.")] = False,
    cursor: Annotated[str | None, Query(max_length=1_000)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)] = 20,
) -> dict[str, object]:
    """What you chose on the page *Notification settings*. Only what is shown in the browser counts as unread."""
    user = user_of(request)
    page = listing.page(user, only_unread=unread, cursor=cursor, size=limit)
    cursors = {"next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}
    return {"unread": listing.unread(user), "results": page.rows, **cursors}


@router.post("read/", url_name="read_notices", response=schemas.Read, summary="Mark notices as read")
def read(request: HttpRequest, given: schemas.ReadIn) -> dict[str, int]:
    user = user_of(request)
    return {"read": listing.read(user, given.ids), "unread": listing.unread(user)}
