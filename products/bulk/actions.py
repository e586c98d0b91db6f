"""The door for bulk work: a few products are changed at once, many by a job that the page and the API can follow.

What was done at once is recorded as a job that is completed already, so that it can be seen and undone as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from product_importer.lib.humanize import counted
from products import catalogue
from products.bulk import wording
from products.fields import edits, kept_edits
from products.fields.edits import Edit
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.jobs import job_notices, progress, queue, second_person
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.jobs.states import Phase, Status
from products.models.size import number_of_products
from products.search import kept_filters
from products.search.query import Selection

AT_ONCE = 1_000
"""Products that are changed while the person waits."""
FEW_LONG_TEXTS = 100
"""The same where texts that can be long are replaced, since the history keeps what they were."""


class CountDiffers(Exception):
    """Whoever deletes all products must say how many there are, and said another number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There are {number:,} products now. Nothing was deleted.")


@dataclass(frozen=True)
class BulkOutcome:
    """What became of bulk work: it is done, or a job does it."""

    matched: int = 0
    changed: int = 0
    job: ImportJob | None = None
    record: ImportJob | None = None
    """Of what is done, if it changed anything."""


def change(selection: Selection, edit: Edit, *, user: User, actor: Actor) -> BulkOutcome:
    """Edit the products. Raises InvalidEdit; but what only a job sees, stands among its warnings.

    Where somebody else has to agree, a job waits for that, however few they are.
    """
    fields = current_fields()
    edits.checked(edit, fields)
    most = min(AT_ONCE, FEW_LONG_TEXTS) if edits.has_long_text(edit, fields) else AT_ONCE
    ids = _few(selection, most)
    options = _options(selection, actor) | {"edit": kept_edits.as_json(edit)}
    if second_person.is_needed(user):
        number = len(ids) if ids is not None else selection.number()
        return BulkOutcome(job=_start(Kind.UPDATE, _title(number, edit, fields), options | {"meant": number}, user))
    if ids is not None:
        title = _title(len(ids), edit, fields)
        return _at_once(
            Kind.UPDATE, title, options, user, ids, partial(catalogue.change_selection, edit=edit, actor=actor)
        )
    return BulkOutcome(job=_start(Kind.UPDATE, _title(selection.number(), edit, fields), options, user))


def delete(selection: Selection, *, user: User, actor: Actor) -> BulkOutcome:
    """Delete the products."""
    ids = None if second_person.is_needed(user) else _few(selection, AT_ONCE)
    if ids is not None:
        title, options = _title_of_deletion(len(ids)), _options(selection, actor)
        return _at_once(Kind.DELETE, title, options, user, ids, partial(catalogue.delete_selection, actor=actor))
    return BulkOutcome(job=delete_by_job(selection, user=user, actor=actor))


def delete_by_job(selection: Selection, *, user: User, actor: Actor) -> ImportJob:
    """Delete the products by a job even if they are few, so that programs follow every deletion in the same way."""
    number = selection.number()
    options = _options(selection, actor) | {"meant": number}
    return _start(Kind.DELETE, _title_of_deletion(number), options, user)


def delete_all(*, confirmed: int, user: User, actor: Actor) -> ImportJob:
    """Empty the catalogue by a job. Raises CountDiffers if it does not hold as many products as were confirmed."""
    return _queue(prepare_delete_all(confirmed=confirmed, user=user, actor=actor))


def prepare_delete_all(*, confirmed: int, user: User | None, actor: Actor) -> ImportJob:
    """The job that empties the catalogue, not queued yet. Raises CountDiffers."""
    number = number_of_products()
    if number != confirmed:
        raise CountDiffers(number)
    return _job(Kind.DELETE, f"Delete all {number:,} products", {"actor": _actor(actor), "meant": number}, user)


def _few(selection: Selection, most: int) -> list[UUID] | None:
    """The ids of the products, or None if there are more than are changed at once."""
    ids = list(selection.products().values_list("pk", flat=True)[: most + 1])
    return ids if len(ids) <= most else None


def _at_once(
    kind: Kind, title: str, options: dict[str, object], user: User, ids: list[UUID], act: Callable[..., int]
) -> BulkOutcome:
    """Do it in one transaction with its record. Nothing is recorded that changed nothing."""
    began_at, job_id = timezone.now(), uuid4()
    with transaction.atomic():
        changed = act(ids, job_id=job_id)
        if not changed:
            return BulkOutcome(len(ids))
        record = ImportJob.objects.create(
            id=job_id,
            kind=kind,
            title=title,
            options=options,
            created_by=user,
            created_at=began_at,
            started_at=began_at,
            finished_at=timezone.now(),
            status=Status.COMPLETED,
            phase=Phase.DONE,
            progress=100,
            total_rows=len(ids),
            unchanged=len(ids) - changed,
            **{"deleted" if kind == Kind.DELETE else "updated": changed},
        )
    return BulkOutcome(len(ids), changed, record=record)


def _title_of_deletion(number: int) -> str:
    return f"Delete {counted(number, 'product')}"


def _title(number: int, edit: Edit, fields: Fields) -> str:
    if edit.only_active is None:
        return wording.title(edit, fields)
    return f"{'Activate' if edit.only_active else 'Deactivate'} {counted(number, 'product')}"


def _start(kind: Kind, title: str, options: dict[str, object], user: User) -> ImportJob:
    return _queue(_job(kind, title, options, user))


def _job(kind: Kind, title: str, options: dict[str, object], user: User | None) -> ImportJob:
    """Not queued yet. Where somebody else has to agree it waits, and people hear of that."""
    facts = {"kind": kind, "title": title, "options": options, "created_by": user}
    if not second_person.is_needed(user):
        return ImportJob.objects.create(**facts)
    with transaction.atomic():
        job = ImportJob.objects.create(**facts, status=Status.AWAITING_REVIEW, phase=Phase.PLANNING)
        job_notices.tell(job, reason="Somebody else has to agree to it.")
    return job


def _queue(job: ImportJob) -> ImportJob:
    """Unless it waits for a person."""
    progress.publish(job)
    if job.status == Status.PENDING:
        queue.enqueue(job)
    return job


def _options(selection: Selection, actor: Actor) -> dict[str, object]:
    if selection.filter is None:
        return {"actor": _actor(actor), "ids": [str(product_id) for product_id in selection.ids]}
    return {"actor": _actor(actor), "filter": kept_filters.as_json(selection.filter)}


def _actor(actor: Actor) -> dict[str, object]:
    return {"kind": actor.kind, "id": actor.id}
