"""The JSON routes of own fields. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Status

from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.errors import ApiError
from products.api import allow
from products.fields.models import OwnField
from products.jobs.presenters import accepted
from products.jobs.schemas import Accepted, Number
from products.own_fields import actions, presenters
from products.own_fields.refusals import InvalidField, Refusal
from products.own_fields.schemas import Erasure, FieldChange, FieldIn, FieldOut, Fields

router = Router(tags=["fields"])


@router.get("", url_name="fields", response=Fields, summary="Own fields, in their order")
def field_list(request: HttpRequest, archived: bool = False) -> Fields:
    """With `archived=true` those in the archive too. `products` counts at the moment of asking."""
    _refuse_unknown(request, {"archived"})
    found = presenters.all_fields(exactly=True)
    return Fields(results=[FieldOut.of(each) for each in found if archived or not each.is_archived])


@router.post("", url_name="create_field", response={201: FieldOut}, summary="Add a field")
def create(request: HttpRequest, response: HttpResponse, given: FieldIn) -> Status[FieldOut]:
    """409 `key_taken`, `key_reserved`, `label_taken`, `synonym_taken`, `too_many_fields` or `too_many_sortable`."""
    allow(request, "products.add_ownfield")
    with refusals():
        field = actions.create(actor=actor_of(request), **given.parts)
    response["Location"] = reverse("api:field", args=[field.key])
    return Status(201, FieldOut.of(presenters.one(field)))


@router.get("{slug:key}/", url_name="field", response=FieldOut, summary="One field")
def detail(request: HttpRequest, key: str) -> FieldOut:
    with refusals():
        return FieldOut.of(presenters.one(actions.get(key)))


@router.patch("{slug:key}/", url_name="change_field", response=FieldOut, summary="Change, move or restore a field")
def change(request: HttpRequest, key: str, given: FieldChange) -> FieldOut:
    """409 `field_in_use` for another key or kind while products have values, `choice_in_use` for choices and
    `setting_in_use` for other settings that those values need, `archived` if it is and stays so, `being_erased` while a
    job removes its values, `changed_meanwhile` if `version` is given and the field has changed since; else as for a new
    field."""
    allow(request, "products.change_ownfield")
    with refusals():
        field = actions.change(key, actor=actor_of(request), seen=given.version or None, **given.parts)
        return FieldOut.of(presenters.one(field))


@router.delete(
    "{slug:key}/",
    url_name="delete_field",
    response={204: None, 202: Accepted},
    summary="Archive or erase a field",
)
def delete(
    request: HttpRequest, key: str, erase: bool = False, confirm: Number | None = None, given: Erasure | None = None
) -> Status[dict[str, object]] | Status[None]:
    """Archives it (204): its values stay, hidden, and imports ignore it.

    With `erase=true` starts a job that removes its values (202) and says where to follow it. That needs `confirm`, the
    number of products that have a value, in the query or in the body: 409 `count_differs` if it is another one.
    """
    allow(request, "products.delete_ownfield")
    _refuse_unknown(request, {"erase", "confirm"})
    number = given.confirm if given else confirm
    if erase != (number is not None):
        needed = "Give the number of products that have a value." if erase else "This is only for erase=true."
        raise ApiError(422, fields={"confirm": [needed]})
    with refusals():
        if number is None:
            actions.archive(key, actor=actor_of(request))
            return Status(204, None)
        job = actions.erase(key, confirmed=int(number), user=user_of(request), actor=actor_of(request))
        return Status(202, accepted(job))


def _refuse_unknown(request: HttpRequest, known: set[str]) -> None:
    if unknown := request.GET.keys() - known:
        raise ApiError(422, fields={name: ["There is no such parameter."] for name in sorted(unknown)})


@contextmanager
def refusals() -> Iterator[None]:
    """What the rules refuse, as the errors of the API."""
    try:
        yield
    except InvalidField as error:
        raise ApiError(422, fields={name: [sentence] for name, sentence in error.sentences.items()}) from error
    except Refusal as error:
        raise ApiError(409, error.code, str(error), {error.about: [str(error)]} if error.about else None) from error
    except OwnField.DoesNotExist as error:
        raise Http404 from error
