"""Reads variables as numbers, lists and so on, and collects what is wrong with them, so that all is told at once."""

import math
import os

# The methods below are named like these types.
from builtins import bool as Flag
from builtins import float as Real
from builtins import int as Whole
from builtins import list as Listed
from builtins import str as Text
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Number = TypeVar("Number", int, float)

YES, NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


class Reader:
    """A variable that is wrong counts as missing, and its fault is noted. An empty one is missing.

    `asked`: the names that were read so far. A fault never repeats the value of a variable that may hold a password.
    """

    def __init__(self, environ: Mapping[Text, Text] = os.environ) -> None:
        self._environ = environ
        self.asked: set[Text] = set()
        self._faults: dict[Text, None] = {}

    @property
    def faults(self) -> Listed[Text]:
        """Sentences, each once, in the order in which they were found."""
        return [*self._faults]

    def note(self, fault: Text) -> None:
        self._faults[fault] = None

    def str(self, name: Text, default: Text = "") -> Text:
        self.asked.add(name)
        return self._environ.get(name, "").strip() or default

    def one_of(self, name: Text, default: Text, known: Sequence[Text]) -> Text:
        value = self.str(name, default)
        if value in known:
            return value
        self.note(f"{name}={value} is unknown. Set it to {_either(known)}, spelled exactly like this.")
        return default

    def bool(self, name: Text, default: Flag) -> Flag:
        value = self.str(name).lower()
        if value and value not in YES | NO:
            self.note(f"{name}={value} is neither true nor false. Set it to one of the two.")
            return default
        return value in YES if value else default

    def int(self, name: Text, default: Whole, *, at_least: Whole = 0, at_most: Whole | None = None) -> Whole:
        return self._number(name, default, int, "a whole number", at_least, at_most)

    def float(
        self,
        name: Text,
        default: Real,
        *,
        at_least: Real = 0.0,
        at_most: Real | None = None,
    ) -> Real:
        return self._number(name, default, float, "a number", at_least, at_most)

    def percent(self, name: Text, default: Whole) -> Whole:
        return self.int(name, default, at_most=100)

    def list(self, name: Text, default: Sequence[Text] = ()) -> Listed[Text]:
        """What stands between the commas."""
        values = [value.strip() for value in self.str(name).split(",")]
        return [value for value in values if value] or [*default]

    def checked_list(self, name: Text, fault_of: Callable[[Sequence[Text], Text], Text]) -> Listed[Text]:
        """The same; nothing if `fault_of(values, name)` finds a fault."""
        values = self.list(name)
        if fault := fault_of(values, name):
            self.note(fault)
            return []
        return values

    def floats(self, name: Text, default: Sequence[Real]) -> tuple[Real, ...]:
        texts = self.list(name)
        numbers = [number for text in texts if (number := _read(text, float)) is not None]
        if len(numbers) < len(texts):
            example = ",".join(f"{number:g}" for number in default)
            self.note(f"{name}={','.join(texts)} is not a list of numbers. Separate them by commas, such as {example}.")
        return tuple(numbers or default)

    def _number(
        self,
        name: Text,
        default: Number,
        kind: Callable[[Text], Number],
        words: Text,
        at_least: Number,
        at_most: Number | None,
    ) -> Number:
        text = self.str(name)
        if not text:
            return default
        number = _read(text, kind)
        if number is not None and at_least <= number and (at_most is None or number <= at_most):
            return number
        what = f"is not {words}" if number is None else "is out of range"
        bounds = f"{at_least} or more" if at_most is None else f"from {at_least} to {at_most}"
        self.note(f"{name}={text} {what}. Set it to {words}, {bounds}, such as {default}.")
        return default


def _read(text: str, kind: Callable[[str], Number]) -> Number | None:
    """None if it is none, or not a finite one. Python would take 1_000 too, and digits of other scripts."""
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if text.isascii() and "_" not in text and math.isfinite(number) else None


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
