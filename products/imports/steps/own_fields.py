"""The own fields that a job knows: those in use when it began to read its file, whatever becomes of them meanwhile."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TypedDict

from django.db import connection
from psycopg import sql

from product_importer.lib.warning import Warned
from products.fields.field import Field, Need
from products.fields.models import OwnField, current_fields, with_own
from products.fields.own_settings import bare_kind
from products.fields.registry import Fields
from products.jobs.models import ImportJob
from products.search import own_indexes


class Kept(TypedDict):
    """What a job keeps of a field, beside its options. How its cells are read matters only while the file is read."""

    key: str
    label: str
    kind: str
    required: bool
    told: bool
    searched: bool
    settings: str
    """A digest."""


def keep(fields: Iterable[OwnField]) -> list[Kept]:
    """For the job's option `own_fields`."""
    return [
        Kept(
            key=own.key,
            label=own.label,
            kind=own.kind,
            required=own.required,
            told=own.told,
            searched=own.searchable,
            settings=_digest(own.settings),
        )
        for own in fields
    ]


def fields_of(job: ImportJob) -> Fields:
    """What a product consists of for this job."""
    return with_own(map(_field, _kept(job)))


def in_file(job: ImportJob) -> tuple[Field, ...]:
    """The own fields that the job's file has."""
    return tuple(field for field in fields_of(job).own if field.key in job.options["columns"]["indexes"])


def has_attributes(job: ImportJob) -> bool:
    """Whether the job's tables have the column for own fields: the file has some, or new products need one."""
    return any(field.is_needed for field in fields_of(job).own) or bool(in_file(job))


def forget_erased(job: ImportJob, table: sql.Identifier) -> None:
    """Take the values of fields that were erased meanwhile out of the job's rows. Under the catalogue lock."""
    keys = [field.key for field in in_file(job)]
    kept = set(OwnField.objects.kept().filter(key__in=keys).values_list("key", flat=True))
    if erased := [key for key in keys if key not in kept]:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("UPDATE {} SET attributes = attributes - %s::text[]").format(table), [erased])


def learn_words(job: ImportJob, table: sql.Identifier) -> None:
    """Add the words of the own fields in a table of the job that are searched by now. Under the catalogue lock."""
    keys = {field.key for field in in_file(job)}
    looked_for = own_indexes.having_words(current_fields()) if keys else ()
    own_indexes.learn_words_of_rows(table, [field for field in looked_for if field.key in keys])


def changed_meanwhile(job: ImportJob) -> list[Warned]:
    """A sentence for each field of the file that is not what it was when the job began."""
    now = {own.key: own for own in OwnField.objects.filter(key__in=[field.key for field in in_file(job)])}
    return [
        Warned(f"“{was['label']}” {what} while this import ran. {outcome}", "field_changed", examples=[was["key"]])
        for was in _kept(job)
        if was["key"] in job.options["columns"]["indexes"]
        for what, outcome in _changes(was, now.get(was["key"]))
    ]


def gone_since(job: ImportJob) -> list[Warned]:
    """A sentence for each field of the file that is archived or erased by now."""
    in_use = {own.key for own in OwnField.objects.in_use()}
    return [
        Warned(
            f"“{was['label']}” is archived or erased by now. Its values are not imported.",
            "field_gone",
            examples=[was["key"]],
        )
        for was in _kept(job)
        if was["key"] in job.options["columns"]["indexes"] and was["key"] not in in_use
    ]


def _changes(was: Kept, now: OwnField | None) -> Collection[tuple[str, str]]:
    if now is None or now.erased_at:
        return [("was erased", "Its values were not imported.")]
    if now.archived_at:
        return [("was archived", "Its values were imported and are hidden until it is restored.")]
    if (now.kind, _digest(now.settings)) != (was["kind"], was["settings"]):
        return [("was changed", "Its values were read as it was when the import began.")]
    return []


def _field(was: Kept) -> Field:
    return Field(
        key=was["key"],
        label=was["label"],
        kind=bare_kind(was["kind"]),
        own=True,
        nullable=True,
        need=Need.NEW if was["required"] else Need.NEVER,
        clears=not was["required"],
        told=was["told"],
        searched=was["searched"],
    )


def _kept(job: ImportJob) -> list[Kept]:
    found: list[Kept] = job.options.get("own_fields", [])
    return found


def _digest(settings: object) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
