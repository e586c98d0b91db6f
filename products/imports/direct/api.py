"""The JSON routes of uploads straight to the store. Each loads, makes one call and translates the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status

from product_importer.lib.actor import user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.file_store.failures import StoreAway
from products.fields.reasons import FileFailure
from products.imports import upload_options
from products.imports.direct import uploads
from products.imports.direct.schemas import DirectUploadIn, DirectUploadOut
from products.imports.schemas import REFUSALS, Received, received
from products.jobs.progress import rfc3339
from products.jobs.record import MAY_IMPORT

router = Router(tags=["imports"])


@router.post(
    "", url_name="direct_upload", response={201: DirectUploadOut}, summary="Begin an upload straight to the store"
)
def begin(request: HttpRequest, given: DirectUploadIn) -> Status[dict[str, Any]]:
    """For large files, where `UPLOADS_DIRECT_OVER` is set: answers with an address of the store for this one file.

    PUT the bytes there, then POST to `links.complete`. 404 `not_direct` if files are not sent to a store here.
    """
    _allow(request)
    if not uploads.is_on():
        raise ApiError(404, "not_direct", "Files do not go straight to a store here. Upload them to the server.")
    options = given.dict(exclude={"file_name", "size"}, exclude_defaults=True)
    with _refusals():
        begun = uploads.begin(file_name=given.file_name, file_size=given.size, user=user_of(request), options=options)
    upload = begun.upload
    links = {name: reverse(f"api:{route}", args=[upload.pk]) for name, route in _LINKS.items()}
    facts = {"id": upload.pk, "method": "PUT", "url": begun.url, "expires_at": rfc3339(begun.expires_at)}
    return Status(201, {**facts, "links": links})


_LINKS = {"complete": "complete_upload", "self": "give_up_upload"}


@router.post(
    "{uuid:upload_id}/complete/",
    url_name="complete_upload",
    response={202: Received},
    summary="Import a file that is in the store",
)
def complete(request: HttpRequest, upload_id: UUID) -> Status[dict[str, Any]]:
    """Queues the import of a file that was sent to the store. The same answer if it was said before.

    409 `not_arrived` if the file is not there, or not all of it. Whether the same file was imported before is known
    once a worker has read it: with `same_file: ask` the job then waits (`awaiting_review`).
    """
    _allow(request)
    with _refusals():
        return Status(202, received(uploads.complete(upload_id, user=user_of(request))))


@router.delete("{uuid:upload_id}/", url_name="give_up_upload", response={204: None}, summary="Give an upload up")
def give_up(request: HttpRequest, upload_id: UUID) -> Status[None]:
    """What has arrived of the file is removed."""
    _allow(request)
    if not uploads.give_up(upload_id, user=user_of(request)):
        raise ApiError(404)
    return Status(204, None)


def _allow(request: HttpRequest) -> None:
    if not request.user.has_perm(MAY_IMPORT):
        raise ApiError(403, message="You can view imports, but you don't have access to upload files.")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except upload_options.InvalidOptions as error:
        raise ApiError(422, message=str(error), fields=error.fields) from error
    except FileFailure as failure:
        status = REFUSALS.get(failure.code, 422)
        raise ApiError(status, failure.code, failure.message, {"file": [failure.message]}) from failure
    except uploads.Unknown as error:
        raise ApiError(404) from error
    except uploads.NotThere as error:
        raise ApiError(409, "not_arrived", str(error)) from error
    except StoreAway as error:
        raise ApiError(503, "store_away", StoreAway.sentence) from error
