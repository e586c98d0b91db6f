"""What is wrong with a row in general: a reason in words that all rows alike share, so that they can be counted."""

import re

from products.fields.cells import shorten
from products.fields.reasons import Reason
from products.fields.registry import FIELDS, Fields

MAX_LENGTH = 200


def in_general(reason: Reason, fields: Fields = FIELDS) -> str:
    """“The price 12,5O contains a letter. Correct it …” → “price contains a letter”."""
    if reason.code == "duplicate_sku":
        return "SKU is in the file more than once"
    if reason.column and reason.code == f"missing_{reason.column}":
        return f"{fields[reason.column].noun} is missing"
    message = _without(reason.value, reason.message, fields[reason.column].noun if reason.column else "row")
    sentence = message.partition(". ")[0].rstrip(".")
    sentence = _NUMBER.sub(r"\1…", _QUOTED.sub("…", sentence), count=1)
    return " ".join(sentence.removeprefix("The ").removeprefix("This ").split())[:MAX_LENGTH]


def _without(value: str, message: str, noun: str) -> str:
    for text in (value, shorten(value), shorten(value.strip())):
        if text and f"“{text}”" in message:
            return message.replace(f"“{text}”", "…", 1)
        if text and message.startswith(f"{text} "):
            return noun + message.removeprefix(text)
        if text and f" {text} " in message:
            return message.replace(f" {text} ", " ", 1)
    return message


_QUOTED = re.compile("“[^”]*”")
_NUMBER = re.compile(r"\b(has (?:only )?)[0-9][0-9,]*")
