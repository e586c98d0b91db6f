"""Which column of a file has its products' names, and which the longer texts about them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from products.fields.header_parts import is_known, means
from products.imports.looking.codes import is_word, is_written_without_blanks, share_of_codes
from products.imports.looking.column import Column
from products.imports.looking.role import DOUBTFUL, LIKELY, SURE, Role, best, called, cell, certainty_of

_TELLING = 0.9
_CODES, _HALF = 0.8, 0.5
_ASIDE = re.compile(r"\s*\(.*?\)")
_LONGEST_NAME = 200
"""Characters on the average."""
_PROSE = 70
"""Characters that texts have on the average which are rather descriptions than names."""
_NO_PRODUCT = frozenset({"supplier", "maker", "person", "customer", "address", "note", "group", "picture", "place"})
"""What a word means of a column whose texts are names, but not of products."""
_SENTENCE = 35
"""Characters that texts have on the average at least which may be descriptions."""
_CALLED_DESCRIPTION = 0.5
"""How well a header names the name that says *description*."""
_MOSTLY = 0.6
_FEWEST_LETTERS = 12
"""Of a description, on the average."""
_FEWEST_COMMAS = 2
_SHORTEST_TEXT, _LONGER = 25, 1.3
"""Characters of descriptions in a list without a header, on the average, and how many times as many as names have."""
_NEXT = re.compile(r"[^\W\d_]{4}\. ?[^\W\d_]{3}")
"""Where one thing ends and the next begins: `Coffee beans. Hot water`, but not `A. rouge`."""
_UNIQUE = 2.0
"""How much it says for names that all differ."""
_NAMES_IT = 0.5
"""How well the header of another column must say *name* for one that is sure to be left, since it has codes."""


def name_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, has_header: bool) -> Role | None:
    """`rows`: some of the file."""
    name = best(_names(columns, has_header=has_header))
    if name is None or has_header or columns[name.column].average_length < _SENTENCE:
        return name
    named = next((index for index in range(len(columns)) if _names_what(index, name.column, columns, rows)), None)
    if named is None:
        return name
    return Role(named, DOUBTFUL, "the longer texts name the same", rivals=(name.column,))


def _names_what(index: int, described: int, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether nearly all texts of a column stand in the longer ones of another: *Dragon* in *A cuddly dragon*."""
    column = columns[index]
    if column.kind != "text" or column.share_unique < _TELLING or share_of_codes(column) > _HALF:
        return False
    pairs = [(_ASIDE.sub("", cell(row, index)).casefold(), cell(row, described).casefold()) for row in rows]
    within = sum(bool(short) and short in long and len(short) * 2 < len(long) for short, long in pairs)
    return index != described and within >= len(pairs) * _CODES


def description_of(columns: Sequence[Column], used: set[int], name: Role | None, *, has_header: bool) -> Role | None:
    """The column with the description, of those that are nothing else. It says more than the name."""
    if not has_header:
        return _longer_texts(columns, used, columns[name.column].average_length) if name else None
    least = max(_FEWEST_LETTERS, columns[name.column].average_length) if name else _FEWEST_LETTERS
    return best(_descriptions(columns, used, least))


def _longer_texts(columns: Sequence[Column], used: set[int], letters: float) -> Role | None:
    """The only column of texts that are clearly longer than the names, which have so many `letters`."""
    least = max(_SHORTEST_TEXT, letters * _LONGER)
    found = [
        index
        for index, column in enumerate(columns)
        if index not in used and column.kind in {"text", "long_text"} and column.average_length >= least
        if min(column.share_unique, column.share_filled, _several_words(column)) > _HALF
    ]
    return Role(found[0], DOUBTFUL, "its texts are longer than the names") if len(found) == 1 else None


def _several_words(column: Column) -> float:
    """The share of the samples that have several words."""
    return sum(" " in text for text in column.samples) / max(1, len(column.samples))


def only_text_of(columns: Sequence[Column], key: Role | None) -> Role | None:
    """A column that reads like names whatever it is called. Of a file without a key it is all there is."""
    texts = best(_only_texts(columns))
    if texts is None or key is None:
        return texts
    says_else = texts.column == key.column or any(means(columns[texts.column].said, each) for each in _NO_PRODUCT)
    return None if says_else else texts


def _names(columns: Sequence[Column], *, has_header: bool) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        if column.kind not in {"text", "long_text", "integer", "boolean"} or not column.filled:
            continue
        certainty, rank = certainty_of("name", column.said)
        if certainty == SURE and not _are_codes_beside_names(column, columns):
            yield 30 + rank, Role(index, SURE, called(column))
        elif has_header and _describes_named_ones(column, columns[:index], certainty, rank):
            yield 13, Role(index, DOUBTFUL, called(column))
        elif _is_text(column) and column.share_unique >= 0.1 and not column.distinct == 1 < column.rows:
            yield from _likely(column, index, certainty, rank, has_header=has_header)


def _describes_named_ones(column: Column, before: Sequence[Column], certainty: int, rank: float) -> bool:
    """Whether a column called a description stands behind a shorter one of unknown name that reads like names."""
    if not certainty or rank > _CALLED_DESCRIPTION or column.average_length < _SENTENCE:
        return False
    named = (other for other in before if not is_known(other.said) and _reads_like_names(other))
    return any(other.average_length * 4 < column.average_length * 3 for other in named)


def _likely(
    column: Column, index: int, certainty: int, rank: float, *, has_header: bool
) -> Iterable[tuple[float, Role]]:
    telling = column.share_unique * _UNIQUE + column.share_filled + _sentences(column) - 6 * _ends_in_points(column)
    if certainty:
        score = 20 + rank * 6 + telling - _unlike_names(column, rank)
        yield score, Role(index, min(certainty, LIKELY), called(column))
    elif rank >= 0 and certainty_of("description", column.said)[0] and column.average_length <= _LONGEST_NAME:
        yield 13 + telling, Role(index, LIKELY, f"{called(column)}, and no other column has names")
    elif has_header and not rank and not is_known(column.said) and _reads_like_names(column):
        yield 15 + telling - index / 20, Role(index, DOUBTFUL, "its texts read like names")
    elif has_header and rank < 0 and means(column.said, "item") and _reads_like_names(column):
        yield 12 + telling, Role(index, DOUBTFUL, "its texts read like names")
    elif has_header and not rank and not is_known(column.said) and _reads_like_repeated_names(column):
        yield 6 + telling - index / 20, Role(index, DOUBTFUL, "its texts read like names")
    elif not has_header and _sentences(column) > 0.3:
        length = min(column.average_length, 30) / 30 + sum(" " in text for text in column.samples) / 10
        is_prose = column.average_length > _PROSE
        unlike = 2 * is_prose + 3 * _enumerations(column) + 8 * (share_of_codes(column) >= _MOSTLY)
        yield 10 + telling + length - index / 10 - unlike, Role(index, DOUBTFUL, "its texts read like names")


def _is_text(column: Column) -> bool:
    return column.kind == "text" or (column.kind == "long_text" and column.average_length <= _LONGEST_NAME)


def _are_codes_beside_names(column: Column, columns: Sequence[Column]) -> bool:
    """Whether the column has nothing but codes, and another one is called like one of names."""
    is_code = share_of_codes(column) >= (_CODES if means(column.said, "code") else _TELLING)
    if not is_code or _digits(column) < _HALF:
        return False
    others = [other for other in columns if other is not column and _is_text(other) and other.filled]
    return any(certainty_of("name", other.said)[1] >= _NAMES_IT and share_of_codes(other) < 0.5 for other in others)


def _reads_like_names(column: Column) -> bool:
    is_telling = min(column.share_filled, column.share_unique) >= _TELLING
    return column.kind == "text" and is_telling and _sentences(column) >= 0.8 and column.average_length <= _PROSE


def _reads_like_repeated_names(column: Column) -> bool:
    """Names that come again, such as one of each size or colour: several words in nearly every row."""
    several = sum(" " in text or is_written_without_blanks(text) for text in column.samples)
    is_text = column.kind == "text" and column.share_filled >= 0.8 and column.average_length <= _PROSE
    return is_text and several * 5 >= len(column.samples) * 4


def _unlike_names(column: Column, rank: float) -> float:
    """How much speaks against it in the values: gaps, codes, markup, or whole sentences under a word for texts."""
    markup = sum(text.startswith("<") and ">" in text for text in column.samples) * 2 > len(column.samples)
    is_prose = (rank <= 0.5 or means(column.said, "prose")) and column.average_length > _PROSE
    may_be_codes = _digits(column) > _HALF or not means(column.said, "name")  # or they are names in capitals
    codes = share_of_codes(column) if may_be_codes else 0.0
    return 10 * codes * (codes >= _MOSTLY) + 8 * markup + 9 * is_prose + 6 * (1 - column.share_filled)


def _digits(column: Column) -> float:
    """The share of the samples that have some."""
    return sum(any(map(str.isdigit, text)) for text in column.samples) / max(1, len(column.samples))


def _ends_in_points(column: Column) -> bool:
    """Whether its texts are whole sentences, of several words with a point at the end."""
    sentences = sum(text.endswith((".", "。", "!")) and text.count(" ") >= 2 for text in column.samples)
    return sentences * 5 >= max(1, len(column.samples)) * 4


def _enumerations(column: Column) -> float:
    """The share of the samples that list several things, as ingredients are."""
    several = sum(text.count(",") >= _FEWEST_COMMAS or bool(_NEXT.search(text)) for text in column.samples)
    return several / max(1, len(column.samples))


def _only_texts(columns: Sequence[Column]) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        is_telling = min(column.share_filled, column.share_unique) >= _TELLING
        if column.kind == "text" and is_telling and _sentences(column) >= _TELLING:
            yield column.average_length / _LONGEST_NAME, Role(index, DOUBTFUL, "its texts read like names")


def _sentences(column: Column) -> float:
    """The share of the samples that have several words or letters only."""
    return sum(map(_is_text_of_words, column.samples)) / max(1, len(column.samples))


def _is_text_of_words(text: str) -> bool:
    return " " in text or is_word(text) or is_written_without_blanks(text)


def _descriptions(columns: Sequence[Column], used: set[int], least: float) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        certainty, rank = certainty_of("description", column.said)
        if index in used or not certainty or not column.filled or column.kind not in {"text", "long_text"}:
            continue
        letters = column.average_length
        if certainty != SURE and letters < least:
            continue
        length = min(letters, 200) / 100
        base = 30.0 if certainty == SURE and column.share_filled >= 0.3 else 20 + rank * 6 + column.share_filled * 6
        yield base + length, Role(index, min(certainty, SURE), called(column))
