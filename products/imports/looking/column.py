"""What a column of a file holds, learned a block of rows at a time, in bounded memory. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, islice, repeat

from products.fields.cells import shorten
from products.fields.spelling import LONGEST_WORD
from products.imports.looking.found import ColumnFound
from products.imports.looking.values import is_damaged, kinds_of, may_be_damaged, unwrapped
from products.imports.looking.words_beside import WordsBeside, still_beside, without_words, words_beside

SAMPLES = 5
MOST_WORDS = 12
"""Different short values that a column may have to be one of words, such as a state."""
MOST_DIFFERENT = 900_000
"""Values that all columns together remember by their 64-bit hash, in 64 MB."""
_WHOLE = 5_000
"""Cells at the beginning whose kind is looked at, each; of those behind, one in so many."""
_ONE_IN = 100
_PROBED, _FEW = 500, 250
"""Where so many cells have at most so many values, each value of the block is looked at once."""
_SURE = 0.99
_SHORTENED = 60


class Budget:
    """How many more different values may be remembered, by all columns of a file together."""

    def __init__(self, left: int = MOST_DIFFERENT) -> None:
        self.left = left


class Column:
    """Counts what is in one column: call `add` with its cells in each block of rows."""

    def __init__(self, header: str, letter: str, budget: Budget, said: str | None = None) -> None:
        """`said`: what the header says of the column, if it begins with something that all headers begin with."""
        self.header, self.letter, self.said = header, letter, header if said is None else said
        self.rows = self.filled = self.damaged = 0
        self.kinds: Counter[str] = Counter()
        self._characters = 0
        """Of the cells whose kind was looked at."""
        self._hashes: set[int] | None = set()
        self._samples: dict[str, None] = {}
        self._words: Counter[str] | None = Counter()
        """None: there are too many, or some are long."""
        self._budget = budget
        self._beside: WordsBeside | None = None
        """What stands beside the numbers so far."""

    def add(self, cells: Sequence[str]) -> None:
        self.rows += len(cells)
        values, counts = _counted(cells)
        trimmed = [*map(str.strip, values)]
        filled = sum(compress(counts, trimmed))
        if not filled:
            return
        self.filled += filled
        if may_be_damaged(values):
            self.damaged += sum(compress(counts, map(is_damaged, values)))
        looked_at = cells if self.rows <= _WHOLE else cells[::_ONE_IN]
        self._look_beside(cells, is_first=self.filled == filled)
        self.kinds.update(kinds_of(self.numbers(looked_at)))
        self._characters += sum(map(len, looked_at))
        self._sample(trimmed)
        self._count_words(trimmed, counts)
        self._remember(trimmed)

    def _look_beside(self, cells: Sequence[str], *, is_first: bool) -> None:
        self._beside = words_beside(cells[:_PROBED]) if is_first else self._beside
        if self._beside:
            self._beside = still_beside(self._beside, cells)

    @property
    def beside(self) -> WordsBeside | None:
        """The words that stand beside the numbers."""
        return self._beside

    def numbers(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a block that was added, without those words."""
        return without_words(cells) if self._beside else cells

    def _sample(self, trimmed: Iterable[str]) -> None:
        if len(self._samples) == SAMPLES:
            return
        different = map(unwrapped, dict.fromkeys(trimmed))
        new = (text for text in different if text and shorten(text, _SHORTENED) not in self._samples)
        for text in islice(new, SAMPLES * 4):
            if len(self._samples) < SAMPLES:
                self._samples[shorten(text, _SHORTENED)] = None

    def _count_words(self, trimmed: Sequence[str], counts: Iterable[int]) -> None:
        if self._words is None:
            return
        for text, count in zip(map(unwrapped, trimmed), counts, strict=False):
            if text:
                self._words[text] += count
            if len(self._words) > MOST_WORDS or len(text) > LONGEST_WORD:
                self._words = None
                return

    def _remember(self, trimmed: Iterable[str]) -> None:
        if self._hashes is None:
            return
        before = len(self._hashes)
        self._hashes.update(map(hash, trimmed))
        self._budget.left -= len(self._hashes) - before
        if self._budget.left < 0:
            self._budget.left += len(self._hashes)
            self._hashes = None

    @property
    def share_filled(self) -> float:
        return self.filled / self.rows if self.rows else 0.0

    @property
    def distinct(self) -> int:
        """How many different values; -1: more than could be remembered."""
        return -1 if self._hashes is None else len(self._hashes) - (hash("") in self._hashes)

    @property
    def share_unique(self) -> float:
        """Different values for each filled cell: 1 if all differ. What could not be counted is taken to differ."""
        return 1.0 if self._hashes is None else self.distinct / self.filled if self.filled else 0.0

    @property
    def average_length(self) -> float:
        """Of the values whose kind was looked at."""
        return self._characters / max(1, self.kinds.total())

    @property
    def kind(self) -> str:
        """What all or nearly all of its values are."""
        total = self.kinds.total()
        if not total:
            return ""
        for kinds in _FAMILIES:
            if sum(self.kinds[kind] for kind in kinds) >= _SURE * total:
                return kinds[-1]
        return "long_text" if self.kinds["long_text"] * 5 > total else "text"

    @property
    def samples(self) -> list[str]:
        return [*self._samples]

    @property
    def words(self) -> Mapping[str, int]:
        """The different values and how often each is there; none if there are many, or long ones."""
        return self._words or {}

    def share_of(self, *kinds: str) -> float:
        """The share of the values that are of these kinds."""
        return sum(self.kinds[kind] for kind in kinds) / max(1, self.kinds.total())

    def found(self) -> ColumnFound:
        return ColumnFound(
            self.header,
            self.letter,
            round(self.share_filled, 4),
            self.distinct,
            self.samples,
            self.kind,
            self.damaged,
        )


def labels_of(columns: Sequence[Column]) -> list[str]:
    """By what a recipe names each column: its header, or its letter if it has none or shares it with another."""
    names = Counter(column.header.strip() for column in columns if column.header.strip())
    return [
        name if name and names[name] == 1 else column.letter for column in columns for name in [column.header.strip()]
    ]


def _counted(cells: Sequence[str]) -> tuple[Sequence[str], Iterable[int]]:
    """The values in the order of the file, and how often each is there. They may come again, once each, if many."""
    if len({*cells[:_PROBED]}) > _FEW:
        return cells, repeat(1)
    counts = Counter(cells)
    return [*counts], [*counts.values()]


_FAMILIES = (
    ("barcode",),
    ("boolean",),
    ("boolean", "barcode", "integer"),
    ("boolean", "barcode", "integer", "decimal"),
    ("date",),
    ("url",),
)
"""A column is of the last kind of the first family that nearly all of its values belong to: 1 and 0 are numbers too."""
