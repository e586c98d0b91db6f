"""How the columns of a job's file are written, kept beside its options for rows that are mended later."""

from collections.abc import Mapping
from typing import Any

from products.fields.dates import DayOrder
from products.fields.own_kind import Style
from products.fields.prices import PriceFormat
from products.imports.steps.validation import Styles

OPTION = "styles"


def as_option(styles: Styles | None) -> dict[str, Any]:
    """Part of a job's options; nothing if no cell of its file depended on others."""
    return {} if styles is None else {OPTION: {key: _as_json(style) for key, style in styles.items()}}


def of_options(options: Mapping[str, Any]) -> Styles | None:
    kept = options.get(OPTION)
    return None if kept is None else {key: _style(**facts) for key, facts in kept.items()}


def _as_json(style: Style) -> dict[str, Any]:
    numbers = style.numbers
    facts = {"decimal": numbers.decimal, "currency": numbers.currency, "named": numbers.named} if numbers else None
    return {"numbers": facts, "dates": style.dates}


def _style(numbers: Mapping[str, Any] | None, dates: DayOrder | None) -> Style:
    return Style(PriceFormat(**numbers) if numbers else None, dates)
