"""What managers do with own fields. The pages, the API and the admin all go through here.

All raise `InvalidField` or one of the refusals, and then change nothing. OwnField.DoesNotExist: there is no such field,
or only its key is left.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from products.fields.headers import normalise
from products.fields.models import OwnField
from products.fields.ready_made import ReadyMade
from products.jobs import index_job, progress, queue
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.own_fields import merge, rules, usage
from products.own_fields.merge import PARTS, Seen
from products.own_fields.refusals import (
    Archived,
    BeingErased,
    CountDiffers,
    InvalidField,
    KeyTaken,
    TooManyFields,
)
from products.own_fields.turns import one_at_a_time

logger = logging.getLogger(__name__)


def create(*, actor: Actor, **parts: Any) -> OwnField:
    """Add a field, at the end. `parts`: those of PARTS; key, label and kind at least."""
    field = OwnField(**parts)
    with one_at_a_time():
        others = _kept()
        rules.put_right(field)
        if len(others) >= settings.OWN_FIELDS_MAX:
            raise TooManyFields(settings.OWN_FIELDS_MAX)
        rules.check_beside(field, None, others)
        _free_key_of_erased(field.key)
        field.position = 1 + max((other.position for other in others), default=-1)
        with _one_per_key(field.key):
            field.save(force_insert=True)
    _done("added", field, actor)
    return field


def add_ready_made(ready: ReadyMade, *, actor: Actor) -> OwnField:
    """Without the synonyms that name another field by now, and without the mark *sortable* if enough others have it."""
    others = _kept()
    taken = rules.names_of(others)
    parts = {part: getattr(ready, part) for part in PARTS if hasattr(ready, part)} | {
        "settings": dict(ready.settings),
        "synonyms": [synonym for synonym in ready.synonyms if normalise(synonym) not in taken],
        "sortable": ready.sortable and rules.is_room_for_sortable(others),
    }
    return create(actor=actor, **parts)


def change(
    key: str,
    /,
    *,
    actor: Actor,
    archived: bool | None = None,
    position: int | None = None,
    seen: Seen | None = None,
    **parts: Any,
) -> OwnField:
    """Write these of PARTS; settings that are not named stay, unless the kind is another one.

    `archived`: put it into the archive or take it out. `position`: its place among those in use, the first is 1.
    `seen`: what must not have changed since, or else is merged (`merge`). Raises ChangedMeanwhile.
    """
    with one_at_a_time():
        field = get(key)
        if seen is not None:
            parts = merge.reconciled(field, parts, seen)
        if archived is not None:
            _put_away(field) if archived else _take_out(field)
        if (parts or position is not None) and field.archived_at:
            raise Archived(field.label)
        if parts:
            field = _rewritten(field, parts)
            _free_key_of_erased(field.key)
            with _one_per_key(field.key):
                field.save()
        if position is not None:
            _move(field, lambda place, last: min(position - 1, last))
            field.refresh_from_db()
        index_job.forget_words_searched_no_more()
    _done("changed", field, actor)
    return field


def check(field: OwnField | None, /, **parts: Any) -> None:
    """Whether `create`, or `change` of the field, would take these parts. Writes nothing."""
    with transaction.atomic():
        if field:
            _rewritten(field, parts)
            return
        new = OwnField(**parts)
        rules.put_right(new)
        rules.check_beside(new, None, _kept())


def archive(key: str, *, actor: Actor) -> OwnField:
    """Hide it: lists, forms and imports leave it alone, and its values stay."""
    return change(key, archived=True, actor=actor)


def restore(key: str, *, actor: Actor) -> OwnField:
    """Take it out of the archive, with the values that it had; it comes last."""
    return change(key, archived=False, actor=actor)


def move(key: str, *, by: int, actor: Actor) -> None:
    """So many places down among the fields in use, or up if negative; as far as there are places."""
    with one_at_a_time():
        field = _in_use(key)
        _move(field, lambda place, last: min(max(place + by, 0), last))
    _note("moved", field, actor)


def order(keys: Sequence[str], *, actor: Actor) -> None:
    """Put the fields in use in this order. Raises InvalidField unless each of them is named exactly once."""
    with one_at_a_time():
        fields = {field.key: field for field in _kept() if not field.archived_at}
        if sorted(keys) != sorted(fields):
            raise InvalidField({"order": "The fields have changed in the meantime. Reload the page, then order them."})
        _number([fields[key] for key in keys])
    logger.info("the fields were put in order by %s %s", actor.kind, actor.id or "")


def erase(key: str, *, confirmed: int, user: User, actor: Actor) -> ImportJob:
    """Start a job that removes all values; the field goes to the archive at once.

    Raises CountDiffers if not as many products as were confirmed have a value.
    """
    with one_at_a_time():
        field = get(key)
        _refuse_if_being_erased(field)
        number = usage.number_with_value(key)
        if number != confirmed:
            raise CountDiffers(number)
        _put_away(field)
        index_job.forget_words_searched_no_more()
        options = {"actor": asdict(actor), "field": field.pk, "key": key, "meant": number}
        title = f"Erase the values of {field.label}"
        job = ImportJob.objects.create(kind=Kind.ERASE, title=title, options=options, created_by=user)
    progress.publish(job)
    queue.enqueue(job)
    _done("given up", field, actor)
    return job


def get(key: str) -> OwnField:
    return OwnField.objects.kept().get(key=key)


def _rewritten(before: OwnField, parts: dict[str, Any]) -> OwnField:
    """The field with these parts, checked and not saved."""
    field = copy.copy(before)
    for part, value in parts.items():
        setattr(field, part, value)
    if "settings" in parts and field.kind == before.kind:
        field.settings = {**before.settings, **parts["settings"]}
    elif field.kind != before.kind:
        field.settings = parts.get("settings", {})
    rules.put_right(field)
    rules.check_beside(field, before, [other for other in _kept() if other.pk != before.pk])
    rules.check_values(field, before)
    return field


def _put_away(field: OwnField) -> None:
    if field.archived_at is None:
        field.archived_at = timezone.now()
        field.save(update_fields=["archived_at"])


def _take_out(field: OwnField) -> None:
    if field.archived_at is None:
        return
    _refuse_if_being_erased(field)
    in_use = [other for other in _kept() if not other.archived_at]
    if field.sortable:
        rules.check_number_of_sortable(in_use)
    field.archived_at = None
    field.save(update_fields=["archived_at"])
    _number([*in_use, field])


def _refuse_if_being_erased(field: OwnField) -> None:
    if usage.erasures([field.key]):
        raise BeingErased(field.label)


def _move(field: OwnField, place_of: Callable[[int, int], int]) -> None:
    """`place_of`: its place and the last one, the first is 0 → the place that it gets."""
    in_use = [each for each in _kept() if not each.archived_at]
    place = next(number for number, each in enumerate(in_use) if each.pk == field.pk)
    moved = in_use.pop(place)
    in_use.insert(place_of(place, len(in_use)), moved)
    _number(in_use)


def _number(in_use: Sequence[OwnField]) -> None:
    """Give the fields in use their places."""
    for position, field in enumerate(in_use):
        field.position = position
    OwnField.objects.bulk_update(in_use, ["position"])


def _free_key_of_erased(key: str) -> None:
    """Forget the erased field that had the key. Raises KeyTaken while something still holds values of it."""
    erased = OwnField.objects.filter(key=key, erased_at__isnull=False).first()
    if erased:
        rules.check_key_of_erased(erased)
        erased.delete()


def _kept() -> list[OwnField]:
    return [*OwnField.objects.kept().in_order()]


def _in_use(key: str) -> OwnField:
    return OwnField.objects.in_use().get(key=key)


@contextmanager
def _one_per_key(key: str) -> Iterator[None]:
    """Turns a violation of the constraint, by somebody who did not wait for their turn, into KeyTaken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "products_ownfield_key" not in str(error):
            raise
        raise KeyTaken(f"Somebody else has just added a field {key}.") from error


def _done(what: str, field: OwnField, actor: Actor) -> None:
    """Once it is committed, the indexes follow."""
    _note(what, field, actor)
    transaction.on_commit(partial(index_job.start_if_needed, actor))


def _note(what: str, field: OwnField, actor: Actor) -> None:
    logger.info("field %s was %s by %s %s", field.key, what, actor.kind, actor.id or "")
