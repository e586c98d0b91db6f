"""The JSON routes for bulk work on products: deleting and changing many, or all."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, model_validator

from product_importer.accounts.confirmation.session import require_confirmed
from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.errors import ApiError
from products.api import allow
from products.bulk import actions
from products.edit_schemas import EditIn
from products.fields.edits import InvalidEdit
from products.fields.models import current_fields
from products.jobs.presenters import accepted
from products.jobs.schemas import Accepted, Number
from products.schemas import FilterIn
from products.search.own_filters import InvalidFilters
from products.search.query import MOST_IDS, Selection
from products.search.snapshot import current_filters

Ids = Annotated[list[UUID], Field(min_length=1, max_length=MOST_IDS)]

router = Router(tags=["products"])


class DeletionIn(Schema):
    """Give exactly one of the three."""

    model_config = ConfigDict(extra="forbid")

    ids: Ids | None = None
    filter: FilterIn | None = None
    confirm: Number | None = Field(None, description="To delete all products: the current number of products.")

    @model_validator(mode="after")
    def _one(self) -> "DeletionIn":
        if [self.ids, self.filter, self.confirm].count(None) != 2:
            raise ValueError("Give ids, or a filter, or confirm to delete all products")
        if self.filter and not self.filter.is_given:
            raise ValueError("An empty filter means all products: give their number as confirm instead")
        return self


class UpdateIn(EditIn):
    """`ids` or `filter`, where an empty filter means all products; and what to `set`, `add`, `remove` or `unpin`."""

    ids: Ids | None = None
    filter: FilterIn | None = None

    @model_validator(mode="after")
    def _one(self) -> "UpdateIn":
        if (self.ids is None) == (self.filter is None):
            raise ValueError("Give ids, or a filter")
        if self.is_empty:
            raise ValueError("Give what to set, to add, to remove or to unpin")
        return self


class Updated(Schema):
    """`matched`: how many products were selected; `changed`: how many of them had another value or such a pin."""

    matched: int
    changed: int
    job_id: UUID | None = Field(None, description="Of the job that records it, by which it can be undone.")


@router.delete(
    "products/bulk-delete/",
    url_name="bulk_delete",
    response={202: Accepted},
    summary="Delete many products, or all",
    operation_id="bulk_delete_products",
)
@router.post(
    "products/bulk-delete/",
    url_name="bulk_delete_post",
    response={202: Accepted},
    summary="Delete many products, or all",
    operation_id="bulk_delete_products_post",
)
def bulk_delete(request: HttpRequest, given: DeletionIn) -> Status[dict[str, object]]:
    """Starts a job of kind `delete` and says where to follow it. 409 `count_differs` if `confirm` is not the current
    number of products; 403 `password_needed` if a signed-in person deletes all and has not entered their password
    within 10 minutes (`/accounts/confirm/`; API tokens need none)."""
    allow(request, "products.delete_product")
    user, actor = user_of(request), actor_of(request)
    try:
        if given.confirm is not None:
            require_confirmed(request)
            job = actions.delete_all(confirmed=int(given.confirm), user=user, actor=actor)
        else:
            job = actions.delete_by_job(_selection(given), user=user, actor=actor)
    except actions.CountDiffers as error:
        raise ApiError(409, "count_differs", str(error), {"confirm": [str(error)]}) from error
    return Status(202, accepted(job))


@router.post(
    "products/bulk-update/",
    url_name="bulk_update",
    response={200: Updated, 202: Accepted},
    summary="Change many products",
)
def bulk_update(request: HttpRequest, given: UpdateIn) -> Status[dict[str, object]]:
    """Up to 1,000 products are changed at once (200), or 100 where a long text is replaced. More than that start a job
    of kind `update` (202). 422 if one of a few products cannot take the change, and then none is changed; a job leaves
    such products as they are, counts them as `conflicts`, and names them in its `warnings`."""
    allow(request, "products.change_product")
    try:
        edit = given.edit(current_fields())
        outcome = actions.change(_selection(given), edit, user=user_of(request), actor=actor_of(request))
    except InvalidEdit as error:
        raise ApiError(422, fields={".".join(place): error.faults[place] for place in error.faults}) from error
    if outcome.job:
        return Status(202, accepted(outcome.job))
    job_id = outcome.record.id if outcome.record else None
    return Status(200, {"matched": outcome.matched, "changed": outcome.changed, "job_id": job_id})


def _selection(given: DeletionIn | UpdateIn) -> Selection:
    """Names what is wrong with its filter as the client wrote it."""
    try:
        wanted = given.filter.filter_among(current_filters()) if given.filter else None
    except InvalidFilters as error:
        raise InvalidFilters({f"filter.{name}": faults for name, faults in error.fields.items()}) from error
    return Selection(ids=tuple(given.ids or ()), filter=wanted)
