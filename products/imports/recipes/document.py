"""The parts of a JSON document, read one by one; what is wrong with any is written down with its path. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from product_importer.lib.text import is_storable

MOST_LEVELS = 8
LONGEST_TEXT = 1_000
"""Characters of a header, a template or a word."""
MOST_TEXTS = 1_000
"""In a list of columns or words."""


class Faults(dict[str, str]):
    """Path of a part → what is wrong with it."""

    def add(self, path: str, sentence: str) -> None:
        self.setdefault(path, sentence)


class Part:
    """An object in the document. What cannot be read is left out."""

    def __init__(self, said: Mapping[str, object], path: str, faults: Faults) -> None:
        self.said = said
        self._path, self._faults = path, faults

    def fault(self, name: str, sentence: str) -> None:
        self._faults.add(self._at(name), sentence)

    def refuse_others(self, allowed: Collection[str]) -> None:
        for name in self.said:
            if name not in allowed:
                self.fault(name, f"There is no such part. There are {', '.join(allowed)}.")

    def inner(self, name: str) -> Part:
        """An empty one if it is missing."""
        return self._as_part(self.said.get(name, {}), name)

    def list(self, name: str, *, most: int) -> list[Part]:
        """The objects of a list."""
        found = self.said.get(name, [])
        if not isinstance(found, list):
            self.fault(name, "Give a list.")
            return []
        if len(found) > most:
            self.fault(name, f"It has {len(found):,} members; at most {most:,} are allowed.")
        return [self._as_part(member, f"{name}.{number}") for number, member in enumerate(found[:most])]

    def text(self, name: str, *, blank: bool = False) -> str | None:
        """None if it is missing. `blank`: it may be."""
        return self._as_text(self.said[name], name, blank=blank) if name in self.said else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.said.get(name, [])
        if not isinstance(found, list) or len(found) > MOST_TEXTS:
            self.fault(name, f"Give a list of at most {MOST_TEXTS:,} texts.")
            return ()
        read = [self._as_text(text, f"{name}.{number}") for number, text in enumerate(found)]
        return tuple(text for text in read if text is not None)

    def number(self, name: str, *, least: int, most: int) -> int | None:
        if name not in self.said:
            return None
        found = self.said[name]
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        self.fault(name, f"Give a whole number from {least} to {most:,}.")
        return None

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        if name not in self.said:
            return None
        found = self.said[name]
        if isinstance(found, str) and found in choices:
            return found
        self.fault(name, f"Give one of these: {', '.join(f'“{_shown(choice)}”' for choice in choices)}.")
        return None

    def _as_part(self, found: object, name: str) -> Part:
        if not isinstance(found, dict):
            self.fault(name, "Give an object.")
        return Part(found if isinstance(found, dict) else {}, self._at(name), self._faults)

    def _as_text(self, found: object, name: str, *, blank: bool = False) -> str | None:
        if not isinstance(found, str):
            self.fault(name, "Give a text.")
        elif len(found) > LONGEST_TEXT:
            self.fault(name, f"It has {len(found):,} characters; at most {LONGEST_TEXT:,} are allowed.")
        elif not blank and not found.strip():
            self.fault(name, "It must not be blank.")
        else:
            return found
        return None

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name


def too_deep(document: object) -> bool:
    """Whether there are more levels than any recipe has. Does not go deeper itself."""
    *_, last = _levels(document)
    return any(isinstance(each, dict | list) for each in last)


def unstorable(document: object) -> bool:
    """Whether a text in it cannot be stored."""
    texts = (each for level in _levels(document) for each in level if isinstance(each, str))
    return not all(map(is_storable, texts))


def size_of(document: object) -> int:
    """Its bytes as JSON."""
    return len(json.dumps(document, ensure_ascii=False).encode())


def _levels(document: object) -> Iterator[list[object]]:
    """The document, then what stands in it, names too, and so on, down to where no recipe goes."""
    level: list[object] = [document]
    for _ in range(MOST_LEVELS):
        yield level
        level = [inner for each in level for inner in _inside(each)]
    yield level


def _inside(each: object) -> Iterable[object]:
    if isinstance(each, dict):
        return [*each, *each.values()]
    return each if isinstance(each, list) else ()


def _shown(choice: str) -> str:
    return {"\t": "tab", "": "none"}.get(choice, choice)
