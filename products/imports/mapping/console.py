"""A waiting job in a terminal: what its file has, what is suggested, and whether to import it like that."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from products.fields.cells import shorten
from products.imports.looking.found import Found
from products.imports.mapping import answers
from products.imports.mapping.parts import header_of, in_words, parts_of
from products.imports.mapping.remembering import recipe_used
from products.imports.models import MappingRequest
from products.jobs.locks import job_lock
from products.jobs.models import ImportJob

_SAMPLES = 3
_WIDEST = 28


def agrees(job: ImportJob, label: str, *, say: Callable[[str], object]) -> bool:
    """Whether a person at the terminal takes the suggestion. Meanwhile the job is held: the beat removes dry runs."""
    if not sys.stdin.isatty() or not answers.suggestion_of(job):
        return False
    with job_lock(job.id) as lock:
        lock.try_acquire()
        for line in question_in_lines(answers.waiting(job)):
            say(f"{label}: {line}")
        say("To change it, save it with --save-recipe FILE, or say it with --map FIELD=HEADER.")
        return _says_yes("Import like this? [y/N] ")


def question_in_lines(asked: MappingRequest) -> Iterator[str]:
    """Why it waits, the columns, the suggestion with its reasons, and what to look at."""
    found = Found.of_json(asked.found)
    yield asked.what
    yield "Columns:"
    for column in found.columns:
        samples = ", ".join(shorten(sample, 40) for sample in column.samples[:_SAMPLES]) or "empty"
        yield f"  {column.letter:>3}  {shorten(column.header, _WIDEST):{_WIDEST}}  {samples}"
    if parts := parts_of(found.suggestion):
        yield "Suggestion:"
        for key, part in parts.items():
            reason = found.reasons.get(key, "")
            yield f"  {key} from {in_words(part) or 'no column'}" + (f" ({reason})" if reason else "")
    yield from (f"? {question}" for question in found.questions)


def ways_on(job: ImportJob, asked: MappingRequest) -> Iterator[str]:
    """What to do about it, for whoever reads the output of a script."""
    given = [f"--map {shlex.quote(f'{key}={header}')}" for key, header in _plain(Found.of_json(asked.found)).items()]
    yield f"Import it again with the columns, such as {' '.join(given) or '--map sku=… --map name=…'},"
    yield f"or answer on its page: {job.get_absolute_url()}mapping/"


def save_recipe(job: ImportJob, asked: MappingRequest | None, path: Path) -> None:
    """Write the recipe of the import: the one that it used, or the suggestion while it waits. Raises OSError."""
    is_open = asked is not None and asked.answered_at is None
    recipe = Found.of_json(asked.found).suggestion if asked and is_open else recipe_used(job)
    path.write_text(json.dumps(recipe, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _says_yes(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except (EOFError, KeyboardInterrupt):
        return False


def _plain(found: Found) -> dict[str, str]:
    """The parts of the suggestion that are plain columns."""
    parts = parts_of(found.suggestion).items()
    return {key: header for key, part in parts if (header := header_of(part))}
