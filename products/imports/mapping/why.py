"""What a job may ask a person instead of failing, and what it cannot go on without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.imports.looking.keys import KEY_FILLED
from products.imports.mapping.parts import parts_of
from products.imports.models import MappingRequest
from products.imports.sources import use
from products.jobs.models import ImportJob

FIELD_IN_DOUBT = {
    "no_header": "sku",
    "no_sku_column": "sku",
    "sku_column_unclear": "sku",
    "no_name_column": "name",
    "price_column_unclear": "price",
}
"""Failure → the field whose column settles it, once a person has said which it is."""
_OF_FILE = {"encoding_unknown": "encoding"}
"""Failure → the option that settles it."""
OVERLOOKED = "column_overlooked"
"""The header names some field in words that are not taken without looking."""
WORDS_BESIDE = "words_beside_numbers"
"""Words stand beside all numbers of a column."""
_UNCLEAR = ("ambiguous_columns", "price_format_unclear", "column_format_unclear", "header_mismatch")
_OTHERS = (OVERLOOKED, WORDS_BESIDE, *_UNCLEAR)
ANSWERABLE = frozenset({*FIELD_IN_DOUBT, *_OF_FILE, *_OTHERS})
OF_REMEMBERED = frozenset({"unknown_column"})
"""Failures that only a mapping can have which nobody gave for this very file."""

FEW_WITHOUT = 10
"""Fewer rows without a SKU are rejected one by one, unless most of them lack it."""


def request_of(job: ImportJob) -> MappingRequest | None:
    return MappingRequest.objects.filter(job=job).first()


def may_be_asked(job: ImportJob, failure: FileFailure) -> bool:
    """Whether a person can answer it who has not yet: what somebody said of this file is not called in question.

    A job that has changed products asks no more: what it applied came of another reading.
    """
    if job.changed or failure.code not in ANSWERABLE | OF_REMEMBERED:
        return False
    given = said_by_a_person(job)
    if failure.code in OF_REMEMBERED:
        return bool(job.options.get("mapping")) and not given
    if option := _OF_FILE.get(failure.code):
        return not (job.options.get(option) or given.get("file", {}).get(option))
    return FIELD_IN_DOUBT.get(failure.code) not in parts_of(given)


def said_by_a_person(job: ImportJob) -> Mapping[str, Any]:
    """The job's mapping, unless the job took it from its own suggestion or from its source."""
    request = request_of(job)
    by_itself = use.gave_recipe(job) or (request and request.by_itself)
    given: Mapping[str, Any] = {} if by_itself else job.options.get("mapping") or {}
    return given


def lacks_keys(rows: int, *, without: int) -> bool:
    """Whether a column with so many blank or damaged values in so many rows is rather not the SKU."""
    many = without >= FEW_WITHOUT and rows - without < rows * KEY_FILLED
    return many or without * 2 > rows


def refuse_unclear_key(job: ImportJob) -> None:
    """Once all rows are read: raise FileFailure `sku_column_unclear` if too many of them have no SKU.

    In a file that we wrote the column of that name is the SKU, whatever stands in it.
    """
    rows, columns = job.total_rows - job.skipped, job.options.get("columns", {})
    reasons = job.rejection_reasons.filter(code__in=_WITHOUT_SKU)
    without = sum(reasons.values_list("rows", flat=True))
    if columns.get("origin", Origin.ELSEWHERE) != Origin.ELSEWHERE or "sku" in parts_of(said_by_a_person(job)):
        return
    if without and lacks_keys(rows, without=without) and not job.changed:
        raise FileFailure(
            "sku_column_unclear",
            f"The column “{columns['headers']['sku']}” is empty or damaged in {without:,} of {rows:,} rows, "
            "so it may not be the SKU. Say which column is: --map sku=… on the command line or mapping in the API.",
        )


_WITHOUT_SKU = ("missing_sku", "sku_spreadsheet_damage")
