"""All that one suggestion is made of: what was found in a file, and what its numbers and dates leave open. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.fields.surveys import Survey
from products.imports.looking.column import Column
from products.imports.looking.encodings import Guess
from products.imports.looking.head import Head


@dataclass(frozen=True)
class Seen:
    """All that a suggestion is made of. `rows`: some consecutive rows of the file."""

    head: Head
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    fields: Fields
    encoding: Guess | None = None
    """None: the file is UTF-8, or a person said what it is."""
    surveys: Mapping[int, Survey] = field(default_factory=dict)
    """Of columns of numbers and dates."""

    @property
    def has_names(self) -> bool:
        """Whether a header says what columns are, be it that its names do not stand above them."""
        return any(column.said for column in self.columns)

    @cached_property
    def unclear(self) -> Mapping[int, FileFailure]:
        """Columns that can be read in two ways, and the sentence that says so."""
        return {index: failure for index, survey in self.surveys.items() if (failure := doubt(survey))}


def doubt(survey: Survey) -> FileFailure | None:
    """What a column leaves open."""
    try:
        survey.decide()
    except FileFailure as failure:
        return failure
    return None
