"""Which mark sets off the decimals of numbers, as they stand in a file. Pure."""

from collections.abc import Iterable


def decimal_of(samples: Iterable[str]) -> str:
    """By what most of these numbers set off one or two decimals; empty if that cannot be told."""
    marks = [text[-1 - length] for text in samples for length in (1, 2) if _ends_in_digits(text.strip(), length)]
    points, commas = marks.count("."), marks.count(",")
    return "" if points == commas else "." if points > commas else ","


def _ends_in_digits(text: str, length: int) -> bool:
    return len(text) > length and text[-length:].isdigit() and text[-1 - length] in ".,"
