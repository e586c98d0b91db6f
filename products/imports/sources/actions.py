"""Saving, changing and deleting sources. The pages, the API, the command and the mapping go through here.

All raise InvalidSource or a Refusal, and then change nothing. Source.DoesNotExist: somebody has deleted it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import IntegrityError, transaction
from django.utils import timezone

from product_importer.lib.text import is_storable
from products.fields.models import current_fields
from products.imports.belts.limits import faults_of
from products.imports.fetch_models import SourceRun
from products.imports.looking.found import ColumnFound
from products.imports.missing import membership
from products.imports.models import Source
from products.imports.recipes import InvalidRecipe, as_json, parse
from products.imports.source_models import LONGEST_NAME, POLICIES, name_key
from products.imports.sources.header_sets import header_set, with_set
from products.imports.sources.policies import CHOICES, DELETE, KEEP, MISSING, PINS
from products.imports.sources.refusals import ChangedMeanwhile, InvalidSource, MayNotReplace, NameTaken
from products.imports.sources.use import NONE

MAY_ADD, MAY_CHANGE, MAY_DELETE = (f"imports.{verb}_source" for verb in ("add", "change", "delete"))
MAY_NOT_DELETE = "Only who may delete products can let an import delete them."
MOST_COLUMNS = 1_000


def may_delete_missing(user: AbstractBaseUser | AnonymousUser, policy: str | None, source: Source | None) -> bool:
    """Whether this person may give a source the policy. One that deletes products takes the permission for that."""
    is_new = policy == DELETE and (source is None or source.missing != DELETE)
    return not is_new or (isinstance(user, PermissionsMixin) and user.has_perm("products.delete_product"))


def create(*, name: str, by: AbstractBaseUser | None, **parts: Any) -> Source:
    """`parts`: recipe, policies, and header_sets with the names of columns as they stand in a file."""
    source = Source(created_by_id=by.pk if by else None, updated_by_id=by.pk if by else None)
    _set(source, {"name": name, **parts})
    with _one_per_name(source.name):
        source.save(force_insert=True)
    return source


def change(source: Source, *, by: AbstractBaseUser | None, version: int | None = None, **parts: Any) -> Source:
    """Write these parts. `version`: the one that was seen; no other is changed then."""
    with transaction.atomic():
        kept = Source.objects.select_for_update().get(pk=source.pk)
        if version not in (None, kept.version):
            raise ChangedMeanwhile(kept.name)
        _set(kept, parts)
        kept.version += 1
        kept.updated_at, kept.updated_by_id = timezone.now(), by.pk if by else None
        with _one_per_name(kept.name):
            kept.save()
    return kept


def delete(source: Source) -> None:
    """Imports that ran with it, or run just now, keep the recipe with which they began."""
    with transaction.atomic():
        membership.forget(source.pk)
        runs = SourceRun.objects.filter(source_id=source.pk)
        runs.exclude(pk__in=runs.in_folders()).delete()  # the others are needed until their files are put away
        source.delete()


def remember(
    name: str,
    *,
    recipe: Mapping[str, Any],
    policies: Mapping[str, str],
    columns: Sequence[ColumnFound],
    names: Sequence[str],
    by: AbstractBaseUser | None,
    may_change: bool,
    version: int | None = None,
) -> Source:
    """Save how a file is read under this name; of a source that exists only what this file tells is changed.

    `names`: the header set of its file, empty if it has none. `version`: of the source, as it was seen.
    """
    existing = Source.objects.filter(name_key=name_key(name)).first()
    if existing and not may_change:
        raise MayNotReplace(existing.name)
    parts: dict[str, Any] = {"recipe": recipe, **policies}
    with transaction.atomic():
        source = change(existing, by=by, version=version, **parts) if existing else create(name=name, by=by, **parts)
        learn(source, names)
        source.columns = [asdict(column) for column in columns[:MOST_COLUMNS]]
        source.save(update_fields=["columns"])
    return source


def learn(source: Source, names: Sequence[str]) -> None:
    """Know the source by this header set from now on."""
    source.header_sets = with_set(source.header_sets, names)
    source.save(update_fields=["header_sets"])


def _set(source: Source, parts: Mapping[str, Any]) -> None:
    """Raises InvalidSource that names every bad part."""
    faults: dict[str, list[str]] = {}
    for name, value in parts.items():
        try:
            _SETTERS.get(name, _set_policy(name))(source, value)
        except InvalidSource as error:
            faults |= error.fields
    if faults:
        raise InvalidSource(faults)


def _set_name(source: Source, name: Any) -> None:
    text = " ".join(str(name).split())
    if not text or len(text) > LONGEST_NAME or not is_storable(text) or not text.isprintable():
        raise InvalidSource({"name": [f"Give it a name of at most {LONGEST_NAME} characters."]})
    if name_key(text) == NONE:
        raise InvalidSource({"name": [f"“{text}” stands for no source. Take another name."]})
    source.name, source.name_key = text, name_key(text)


def _set_recipe(source: Source, recipe: Any) -> None:
    try:
        source.recipe = as_json(parse(recipe, current_fields()))
    except InvalidRecipe as error:
        raise InvalidSource({"recipe": error.sentences}) from error


def _set_header_sets(source: Source, headers: Any) -> None:
    sets: list[list[str]] = []
    for header in reversed(headers):
        if not (new := header_set(header)):
            raise InvalidSource({"header_sets": ["Give the names of the columns, as they stand in the file."]})
        sets = with_set(sets, new)
    source.header_sets = sets


def _set_policy(name: str) -> Any:
    def set_policy(source: Source, value: Any) -> None:
        if name not in POLICIES:
            raise InvalidSource({name: ["A source has no such part."]})
        if value and value not in CHOICES[name]:
            raise InvalidSource({name: [f"Use one of these: {', '.join(CHOICES[name])}."]})
        setattr(source, name, value or "")

    return set_policy


def _set_belts(source: Source, limits: Any) -> None:
    if faults := faults_of(limits):
        raise InvalidSource({"belts": faults})
    source.belts = {**limits}


def _set_missing(source: Source, policy: Any) -> None:
    if policy and policy not in MISSING:
        raise InvalidSource({"missing": [f"Use one of these: {', '.join(MISSING)}."]})
    source.missing = "" if policy == KEEP else policy or ""


def _set_pins(source: Source, policy: Any) -> None:
    if policy and policy not in PINS:
        raise InvalidSource({"pins": [f"Use one of these: {', '.join(PINS)}."]})
    source.pins = "" if policy == KEEP else policy or ""


def _set_pin_edits(source: Source, is_wanted: Any) -> None:
    source.pin_edits = bool(is_wanted)


_SETTERS = {
    "missing": _set_missing,
    "pins": _set_pins,
    "pin_edits": _set_pin_edits,
    "name": _set_name,
    "recipe": _set_recipe,
    "header_sets": _set_header_sets,
    "belts": _set_belts,
}


@contextmanager
def _one_per_name(name: str) -> Iterator[None]:
    """Turns a violation of the constraint into NameTaken: somebody may save the same name at this moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "source_one_per_name" not in str(error):
            raise
        raise NameTaken(name) from error
