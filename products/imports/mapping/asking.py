"""The worker's side: a file that cannot be read as it is gets looked at, then its job goes on by itself or waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from products.fields.cells import shorten
from products.fields.header_senses import rating
from products.fields.header_words import named
from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports import source
from products.imports.containers.kinds import Kind
from products.imports.looking.amounts import are_amounts
from products.imports.looking.first_lines import Beginning
from products.imports.looking.found import Found
from products.imports.looking.look import look, recognise
from products.imports.looking.other_papers import are_about_people
from products.imports.looking.states import may_tell
from products.imports.looking.unread_states import are_unread
from products.imports.looking.wording import which_numbers
from products.imports.looking.words_beside import words_beside
from products.imports.mapping import known_source
from products.imports.mapping.parts import without_guesses
from products.imports.mapping.why import ANSWERABLE, OVERLOOKED, WORDS_BESIDE, request_of
from products.imports.models import MappingRequest
from products.imports.reading import RawRow
from products.imports.recipes.kind_checks import NUMBERS
from products.imports.rejected.storage import storable
from products.imports.sources import use
from products.imports.steps.afresh import forget_reading
from products.imports.steps.columns import ColumnMap
from products.imports.upload_options import ASK, AUTO
from products.jobs.models import ImportJob

_A_PRICE = 0.55
"""How well the words of a header must name a price for a column of amounts to be one."""
ASKED = "asked"
"""Why a job waits whose file may be sound."""
_MEANT_FROM = {"price": 0.3, "description": 1.0, "active": 1.0}
"""Optional field → how well a header must name it to be looked at. Files without a price are imported as they are."""
PRINTED = "printed_list"
"""Why a job waits whose columns were cut out of lines."""
KNOWN = "known_system"
"""Why a job waits whose file was recognised, but not without doubt."""


def asked() -> FileFailure:
    """Nothing is wrong with the file: somebody wants to see first."""
    return FileFailure(ASKED, "The columns are to be confirmed before anything is imported.")


def wants_to_see_first(job: ImportJob) -> bool:
    return job.options.get("asking") == ASK and request_of(job) is None


def recognised(job: ImportJob, beginning: Beginning) -> FileFailure | None:
    """Take the recipe of a known system's file before it is read. What its first rows leave open is to be asked."""
    if job.options.get("mapping") or job.changed or request_of(job):
        return None
    if Kind.PRINTED in source.container(job):
        return FileFailure(PRINTED, "No separators stand between the columns of this file.")
    found = recognise(beginning, fields=current_fields(), options=job.options)
    if found is None:
        return None
    known = FileFailure(KNOWN, f"This is a file of {found.shape}, and it leaves something open.")
    return None if takes_suggestion(job, found, known) else known


def refuse_overlooked(job: ImportJob, columns: ColumnMap, rows: Sequence[RawRow]) -> None:
    """Before rows are staged: raise FileFailure if a column would not be imported whose name says that it is ours.

    Or if words stand beside all numbers of a column. `rows`: the first ones.
    """
    if columns.ours or job.options.get("mapping") or job.changed or request_of(job):
        return
    if beside := _words_beside(columns, current_fields(), [row.cells for row in rows]):
        raise beside
    if (state := columns.indexes.get("active")) is not None:
        header = columns.headers["active"]
        if are_unread(header, [row.cells[state] for row in rows]):
            raise FileFailure(OVERLOOKED, f"“{header}” says neither yes nor no.")
    if are_about_people(_filled(columns, rows), has_price="price" in columns.indexes):
        raise FileFailure(OVERLOOKED, "This file seems to hold customers or orders rather than products.")
    missing = [key for key in _MEANT_FROM if key not in columns.indexes]
    meant = [header for header in columns.ignored if any(is_meant(key, header) for key in missing)]
    if "price" in missing and not meant:
        meant = _prices(columns, rows)
    if "active" in missing and not meant:
        meant = _states(columns, rows)
    if meant:
        raise FileFailure(OVERLOOKED, f"“{meant[0]}” may be more than a column that is not imported.")


def _filled(columns: ColumnMap, rows: Sequence[RawRow]) -> list[str]:
    """The headers of columns that are not imported and hold anything."""
    pairs = zip(columns.ignored, columns.ignored_at, strict=True)
    return [name for name, index in pairs if any(row.cells[index].strip() for row in rows)]


def _prices(columns: ColumnMap, rows: Sequence[RawRow]) -> list[str]:
    """The headers of columns with amounts that seem to be prices for the shop's customers."""
    pairs = zip(columns.ignored, columns.ignored_at, strict=True)
    named = [(name, index) for name, index in pairs if rating("price", name) >= _A_PRICE]
    return [name for name, index in named if are_amounts([row.cells[index] for row in rows])]


def _states(columns: ColumnMap, rows: Sequence[RawRow]) -> list[str]:
    """The headers of columns that seem to say which products are active."""
    pairs = zip(columns.ignored, columns.ignored_at, strict=True)
    return [name for name, index in pairs if may_tell(name, [row.cells[index] for row in rows])]


def _words_beside(columns: ColumnMap, fields: Fields, rows: Sequence[Sequence[str]]) -> FileFailure | None:
    """What stands beside numbers of a column, in the first rows: no such row would be imported."""
    numbers = [key for key in columns.indexes if key in fields and isinstance(fields[key].kind, NUMBERS)]
    for key in numbers:
        index = columns.indexes[key]
        if beside := words_beside(row[index] for row in rows):
            what = f"“{shorten(beside.text)}” stands beside {which_numbers(beside)} of “{columns.headers[key]}”."
            return FileFailure(WORDS_BESIDE, what)
    return None


def is_meant(key: str, header: str) -> bool:
    return named(key, header) >= _MEANT_FROM[key]


def look_at(job: ImportJob, question: FileFailure, *, go_on: Callable[[], None]) -> Found:
    """Forget what was read, and look at the file. Raises FileFailure if that tells more than the question."""
    kept = {name: value for name, value in job.options.items() if name not in {"columns", "own_fields"}}
    kept = use.without_recipe(kept)
    forget_reading(job, options=kept)
    try:
        found = look(partial(source.opened, job, go_on=go_on), fields=current_fields(), options=kept, go_on=go_on)
    except FileFailure as failure:
        if failure.code not in ANSWERABLE or question.code == ASKED:
            raise
        found = Found()
    return known_source.beside_last_file(job, found)


def takes_suggestion(job: ImportJob, found: Found, failure: FileFailure) -> bool:
    """Go on with the suggestion, if nobody needs to be asked. Not a second time: then something is wrong with it.

    Which of two columns of one name is meant, and what changed in a supplier's files, only a person can tell. How
    values are written is no part of a suggestion that is not certain: a wrong guess would be stored.
    """
    asking = job.options.get("asking")
    is_sure = (found.certain and asking != ASK) or (found.key_is_sure and asking == AUTO)
    if found.source or not (found.suggestion and is_sure) or failure.code in _ONLY_FOR_PEOPLE or request_of(job):
        return False
    suggestion = {**found.suggestion} if found.certain else without_guesses(found.suggestion)
    with transaction.atomic():
        _keep_request(job, found, failure, answered_at=timezone.now(), by_itself=True)
        job.advance_or_leave(options=without_price_as_found(job, found) | {"mapping": suggestion})
    return True


_ONLY_FOR_PEOPLE = ("ambiguous_columns", "source_unclear")


def without_price_as_found(job: ImportJob, found: Found) -> dict[str, Any]:
    """The job's options. What becomes of products without a price, a known system settles unless a person did."""
    options: dict[str, Any] = job.options
    return ({"new_without_price": found.new_without_price} if found.new_without_price else {}) | options


def refuse_hopeless(found: Found, failure: FileFailure) -> None:
    """Raise the failure if there is nothing to choose from."""
    if found.suggestion or found.columns:
        return
    if failure.code == ASKED:
        raise FileFailure("no_header", "This file has no columns that could be imported.")
    raise failure


def wait(job: ImportJob, found: Found, failure: FileFailure) -> bool:
    """Leave the job to a person. False if it is not ours any more, or somebody has asked it to stop."""
    with transaction.atomic():
        if not job.await_mapping():
            return False
        _keep_request(job, found, failure, answered_at=None, answered_by=None, by_itself=False)
    return True


def _keep_request(job: ImportJob, found: Found, failure: FileFailure, **values: Any) -> None:
    facts = {"code": failure.code, "message": failure.message, "found": _storable(found.as_json())}
    MappingRequest.objects.update_or_create(
        job=job,
        defaults={**facts, **values, "revision": F("revision") + 1, "created_at": timezone.now()},
        create_defaults={**facts, **values},
    )


def _storable(found: Any) -> Any:
    """What was found as PostgreSQL can store it."""
    if isinstance(found, str):
        return storable(found)
    if isinstance(found, dict):
        return {key: _storable(each) for key, each in found.items()}
    return [_storable(each) for each in found] if isinstance(found, list | tuple) else found
