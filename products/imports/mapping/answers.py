"""What a person says of a job that waits for its mapping: take the suggestion, or this recipe. The job then goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from products.fields.models import OwnField
from products.fields.ready_made import BY_KEY, ReadyMade
from products.imports import upload_options
from products.imports.looking.found import Found
from products.imports.mapping.asking import without_price_as_found
from products.imports.mapping.parts import Recipe, parts_of, with_headers
from products.imports.mapping.remembering import Remember, remembered
from products.imports.models import MappingRequest
from products.imports.sources import use
from products.jobs import progress, queue
from products.jobs.models import ImportJob
from products.jobs.states import Status
from products.own_fields import actions


class NotWaiting(Exception):
    """The job does not wait for its mapping, or not any more."""

    def __init__(self) -> None:
        super().__init__("This import does not wait for its columns: somebody has answered, or it has ended.")


class NothingSuggested(Exception):
    """There is no suggestion to take."""

    def __init__(self) -> None:
        super().__init__("There is no suggestion for this file. Say which column is what.")


class NewField(NamedTuple):
    """A column that becomes a field of its own."""

    header: str
    key: str
    label: str
    kind: str


def ready_made(new: NewField) -> ReadyMade | None:
    """The field that most catalogues want, if it is that one."""
    ready = BY_KEY.get(new.key)
    return ready if ready and (ready.label, ready.kind) == (new.label, new.kind) else None


def waiting(job: ImportJob) -> MappingRequest:
    """What the job asks. Raises NotWaiting."""
    request = MappingRequest.objects.filter(job=job, answered_at=None).first()
    if job.status != Status.AWAITING_MAPPING or request is None:
        raise NotWaiting
    return request


def found_of(request: MappingRequest) -> Found:
    return Found.of_json(request.found)


def checked(recipe: Recipe) -> dict[str, Any]:
    """The recipe in its canonical spelling. Raises InvalidOptions: for each part its fault."""
    if not isinstance(recipe, Mapping):
        raise upload_options.InvalidOptions({"mapping": ["Give a recipe as a JSON object."]})
    options = upload_options.checked({"mapping": {**recipe}})
    mapping: dict[str, Any] = options.get("mapping", {})  # type: ignore[assignment]
    return mapping


def suggestion_of(job: ImportJob) -> Recipe:
    """Of a job that waits; empty if there is none. Raises NotWaiting."""
    return found_of(waiting(job)).suggestion


def accept(
    job: ImportJob, *, by: AbstractBaseUser | None, revision: int | None = None, remember: Remember | None = None
) -> None:
    """Go on with the suggestion as it stands. Raises NotWaiting or NothingSuggested, or as `take` does."""
    suggestion = suggestion_of(job)
    if not suggestion:
        raise NothingSuggested
    take(job, suggestion, by=by, revision=revision, remember=remember)


def take(
    job: ImportJob,
    recipe: Recipe,
    *,
    by: AbstractBaseUser | None,
    revision: int | None = None,
    new_fields: Iterable[NewField] = (),
    actor: Actor | None = None,
    remember: Remember | None = None,
) -> None:
    """Give the job to the queue with this recipe. The new fields are made first, and filled by it too.

    Raises as `settle`, `sources.actions.remember` and `own_fields.actions.create` do; then nothing has changed.
    """
    with transaction.atomic():
        settle(job, _with_new_fields(recipe, new_fields, actor), by=by, revision=revision, remember=remember)
    queue.enqueue(job)


def settle(
    job: ImportJob,
    recipe: Recipe,
    *,
    by: AbstractBaseUser | None,
    revision: int | None = None,
    remember: Remember | None = None,
) -> None:
    """The job is to go on by this recipe. `revision`: of the question that was seen; no other is answered then.

    Raises NotWaiting, or InvalidOptions that says what is wrong with the recipe.
    """
    with transaction.atomic():
        asked = waiting(job)
        options = without_price_as_found(job, found_of(asked)) | {"mapping": checked(recipe)}
        if revision not in (None, asked.revision):
            raise NotWaiting
        source = remembered(job, options, found_of(asked), remember, by) if remember else None
        of_source = {"source_id": source.pk} if source else {}
        if not job.take_mapping(use.said_of(source, options) if source else options, **of_source):
            raise NotWaiting
        asked.answered_at, asked.answered_by_id = timezone.now(), by.pk if by else None
        asked.save(update_fields=["answered_at", "answered_by"])
    progress.publish(job)


def disown(job: ImportJob) -> None:
    """The file is none of the source's after all: look at it as if there were no sources. Raises NotWaiting."""
    with transaction.atomic():
        asked = waiting(job)
        if not job.take_mapping(use.nobodys(job.options), source_id=None):
            raise NotWaiting
        asked.delete()
    progress.publish(job)
    queue.enqueue(job)


def _with_new_fields(recipe: Recipe, new_fields: Iterable[NewField], actor: Actor | None) -> Recipe:
    """The recipe that fills the new fields too; they are made first."""
    headers = {}
    for new in new_fields:
        headers[_made(new, actor or Actor("command")).key] = new.header
    missing = {key: header for key, header in headers.items() if key not in parts_of(recipe)}
    return with_headers(recipe, missing) if missing else recipe


def _made(new: NewField, actor: Actor) -> OwnField:
    ready = ready_made(new)
    if ready:
        return actions.add_ready_made(ready, actor=actor)
    return actions.create(actor=actor, key=new.key, label=new.label, kind=new.kind, settings={})
