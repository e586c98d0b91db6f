"""The JSON routes of a job that waits for its mapping. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from product_importer.lib.actor import actor_of, user_of
from product_importer.lib.errors import ApiError
from products.api import allow
from products.imports.mapping import answers, presenters
from products.imports.mapping.remembering import Remember
from products.imports.mapping.schemas import Answer, MappingOut, Tried, TriedOut
from products.imports.sources.actions import MAY_ADD, MAY_CHANGE
from products.imports.sources.refusals import InvalidSource, Refusal
from products.imports.upload_options import InvalidOptions
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted
from products.jobs.record import MAY_IMPORT
from products.jobs.schemas import Accepted
from products.own_fields.api import refusals

EITHER = "Give either accept or a recipe."

router = Router(tags=["imports"])


@router.get(
    "imports/{uuid:job_id}/mapping/",
    url_name="mapping",
    response=MappingOut,
    summary="What an import asks about its columns",
)
def question(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """The columns of the file, a suggestion with its reasons, and a preview. 409 `not_waiting` if it asks nothing."""
    job = _job(job_id)
    with _refusals():
        return presenters.described(job, answers.waiting(job))


@router.post(
    "imports/{uuid:job_id}/mapping/",
    url_name="answer_mapping",
    response={202: Accepted},
    summary="Say which column is what",
)
def answer(request: HttpRequest, job_id: UUID, given: Answer) -> Status[dict[str, object]]:
    """The import goes on. 409 `not_waiting` if somebody else has answered, or the import asks something else by now.

    `new_fields` takes the permission to add fields, `remember` the one to add sources; under a name that exists the one
    to change them, else 409 `name_taken`. 409 `changed_meanwhile` if the source is another by now.
    """
    allow(request, MAY_IMPORT)
    if given.new_fields:
        allow(request, "products.add_ownfield")
    if given.remember:
        allow(request, MAY_ADD)
    remember = Remember(given.remember, request.user.has_perm(MAY_CHANGE)) if given.remember else None
    job = _job(job_id)
    if given.accept == (given.recipe is not None) or (given.accept and given.new_fields):
        raise ApiError(422, message=EITHER, fields={"recipe": [EITHER]})
    with _refusals(), refusals():
        if given.recipe is None:
            answers.accept(job, by=user_of(request), revision=given.revision, remember=remember)
        else:
            answers.take(
                job,
                given.recipe,
                by=user_of(request),
                revision=given.revision,
                new_fields=[each.as_new_field for each in given.new_fields],
                actor=actor_of(request),
                remember=remember,
            )
    return Status(202, accepted(job))


@router.post(
    "imports/{uuid:job_id}/mapping/preview/", url_name="preview_mapping", response=TriedOut, summary="Try a recipe"
)
def preview(request: HttpRequest, job_id: UUID, given: Tried) -> dict[str, Any]:
    """The first 20 products by this recipe, and the columns; nothing is written.

    409 `not_waiting` if the import asks nothing.
    """
    allow(request, MAY_IMPORT)
    job = _job(job_id)
    with _refusals():
        asked = answers.waiting(job)
        return presenters.tried(job, asked, answers.checked(given.recipe))


def _job(job_id: UUID) -> ImportJob:
    return get_object_or_404(ImportJob.objects.visible().imports().select_related("created_by"), pk=job_id)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except answers.NotWaiting as error:
        raise ApiError(409, "not_waiting", str(error)) from error
    except answers.NothingSuggested as error:
        raise ApiError(409, "nothing_suggested", str(error)) from error
    except InvalidSource as error:
        raise ApiError(422, fields={"remember": error.fields.get("name", [str(error)])}) from error
    except Refusal as error:
        raise ApiError(409, error.code, str(error), {"remember": [str(error)]}) from error
    except InvalidOptions as error:
        fields = {"recipe" if name == "mapping" else name: faults for name, faults in error.fields.items()}
        raise ApiError(422, fields=fields) from error
