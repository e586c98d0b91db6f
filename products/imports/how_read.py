"""How the file of an import was read, in words: its recipe part by part with the reasons, or what its header said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from products.fields.headers import normalise
from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports.containers import kinds
from products.imports.mapping.parts import all_in_words as parts_in_words
from products.imports.mapping.parts import is_long, parts_of
from products.imports.mapping.why import request_of
from products.imports.models import MappingRequest
from products.imports.recipes.wording import PartInWords, all_in_words
from products.imports.source_table import recipe_of
from products.imports.upload_options import ASKING, AUTO
from products.jobs.models import ImportJob
from products.jobs.record import Kind


class Said(NamedTuple):
    """One line: what it is about, what is so, and why, if that is known."""

    name: str
    value: str
    why: str = ""


def how_read(job: ImportJob) -> list[Said]:
    """Line by line; nothing before the file was read or anybody said how."""
    if job.kind != Kind.IMPORT:
        return []
    columns = job.options.get("columns", {})
    return [*_container(job), *_decided(job), *_recipe(job), *_chosen(job), *_columns(columns)]


def _container(job: ImportJob) -> Iterator[Said]:
    if layers := job.options.get("container"):
        yield Said("File", kinds.in_words(layers))


def _decided(job: ImportJob) -> Iterator[Said]:
    """Who said which column is what."""
    request, is_mapped = request_of(job), bool(job.options.get("mapping"))
    if request and request.found.get("shape"):
        yield Said("Recognised", f"as a file of {request.found['shape']}")
    if request and is_mapped and request.by_itself:
        yield Said("Columns decided", _BY_ITSELF[bool(request.found.get("certain"))])
        yield Said("Columns recognised", parts_in_words(request.found["suggestion"]))
    elif request and request.answered_at:
        yield Said("Columns decided", f"by {request.answered_by or 'the command'}")
    elif not is_mapped and (asking := ASKING.get(job.options.get("asking", ""))):
        yield Said("Mapping", asking)


_BY_ITSELF = {
    True: "by looking at the file: nothing was in doubt",
    False: f"as suggested, since “mapping” was “{AUTO}”",
}


def _recipe(job: ImportJob) -> Iterator[Said]:
    if not job.options.get("mapping"):
        return
    try:
        recipe = recipe_of(job)
    except FileFailure as failure:
        yield Said("Recipe", failure.message)
        return
    fields, reasons = current_fields(), _reasons(job, request_of(job))
    for part in all_in_words(recipe):
        yield Said(_name(part, fields), part.words, reasons.get(part.path, ""))


def _reasons(job: ImportJob, request: MappingRequest | None) -> Mapping[str, str]:
    """Path of a part → why it was suggested; only of the parts that were taken as they were suggested."""
    if request is None:
        return {}
    found, taken = request.found, job.options["mapping"]
    reasons: Mapping[str, str] = found.get("reasons", {})
    suggested = dict(_by_path(found.get("suggestion", {})))
    same = {path for path, said in _by_path(taken) if suggested.get(path) == said}
    return {path: reason for path, reason in reasons.items() if path in same}


def _by_path(recipe: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The parts of a recipe by the paths that reasons have, plain columns as their headers."""
    for key, part in parts_of(recipe).items():
        yield key, part["from"] if isinstance(part, dict) and part.keys() == {"from"} else part
    if is_long(recipe):
        yield from ((f"file.{name}", said) for name, said in recipe.get("file", {}).items())
        yield from ((f"rows.{name}", said) for name, said in recipe.get("rows", {}).items())


def _name(part: PartInWords, fields: Fields) -> str:
    """A field's is its label."""
    return fields[part.path].label if part.path in fields else part.name


def _chosen(job: ImportJob) -> Iterator[Said]:
    """What was said beside the recipe."""
    for name in ("encoding", "delimiter", "sheet"):
        if said := job.options.get(name):
            yield Said(name.capitalize(), _SHOWN.get(said, str(said)))


_SHOWN = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}


def _columns(columns: Mapping[str, Any]) -> Iterator[Said]:
    """What the file had, under which header if it has another name there, and what was left out of it."""
    made = columns.get("made", {})
    headers = {key: header for key, header in columns.get("headers", {}).items() if key not in made}
    if headers:
        yield Said("Columns", ", ".join(_as_found(field, header) for field, header in headers.items()))
    if ignored := columns.get("ignored"):
        yield Said("Columns ignored", ", ".join(ignored))


def _as_found(field: str, header: str) -> str:
    return field if normalise(header) == field else f"{field} (“{header}”)"
