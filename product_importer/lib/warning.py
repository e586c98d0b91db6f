"""A warning: a sentence for people that programs can tell by its code, with how often it holds and for what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

MOST_EXAMPLES = 10
LONGEST_EXAMPLE = 200
"""Characters."""
GENERAL = "general"
"""The code of a sentence that nobody gave one, such as those that earlier versions stored."""


class Warned(str):
    """The sentence itself. It equals any text that says the same.

    `code`: one word that stays the same when the sentence is put in better words. `number`: of how many rows, columns,
    values or products it is true. `examples`: up to ten of them.
    """

    code: str
    number: int
    examples: list[str]

    def __new__(cls, sentence: str, code: str = GENERAL, *, number: int = 1, examples: Iterable[object] = ()) -> Self:
        self = super().__new__(cls, sentence)
        self.code, self.number = code, number
        self.examples = [str(each)[:LONGEST_EXAMPLE] for each, _ in zip(examples, range(MOST_EXAMPLES), strict=False)]
        return self

    @classmethod
    def of(cls, told: Any) -> Warned:
        """From how it is stored; a plain text is a sentence without more."""
        if isinstance(told, Warned):
            return told
        if isinstance(told, dict):
            return cls(told["message"], told["code"], number=told["count"], examples=told["examples"])
        return cls(str(told))

    @property
    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": str(self), "count": self.number, "examples": self.examples}

    @property
    def further_examples(self) -> list[str]:
        """Those that the sentence does not name itself."""
        return [each for each in self.examples if each not in self]
