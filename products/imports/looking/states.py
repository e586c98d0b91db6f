"""Which column of a file says whether a product is active, or that it is not, and what its words mean. Pure.

A cross beside blank cells says it of the crossed products, and the contrary of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from products.fields import yes_no
from products.fields.answers import answers, is_mark, opposites
from products.fields.headers import meaning_of, normalise
from products.fields.state_words import (
    Says,
    said_by_header,
    speaks_of_others,
    speaks_of_pages,
    speaks_of_stock,
    state_of,
)
from products.imports.looking.column import Budget, Column
from products.imports.looking.keys import KEY_FILLED
from products.imports.looking.role import LIKELY, SURE, Role, best, called, cell, certainty_of
from products.imports.looking.values import is_number

_SCORES = {
    Says.ACTIVE: 24,
    Says.ENDED: 22,
    Says.STATE: 20,
    None: 16,
    Says.SOLD_OUT: 14,
    Says.IN_A_SHOP: 12,
    Says.AVAILABLE: 10,
}
_TO_BE_HAD: Mapping[Says | None, bool] = {Says.AVAILABLE: True, Says.SOLD_OUT: False}
"""What words mean below a header of what is to be had."""
_ON_PAGES = 3
"""How much less it says what is shown than what is active."""
_OF_WORDS = frozenset({"text", "boolean"})
_ALL_ALIKE = 10
"""How much less a column says in which no product is not active."""
_SHORT, _LONGEST_MARK = 2, 5
"""Letters of a word that only marks some rows, such as *DEL*."""
_MOST_MARKS = 3


def active_of(columns: Sequence[Column], used: set[int], rows: Sequence[Sequence[str]]) -> Role | None:
    """`used`: the columns that are other fields. `rows`: those that hold products."""
    return best(_candidates(columns, used, rows))


def _candidates(
    columns: Sequence[Column], used: set[int], rows: Sequence[Sequence[str]]
) -> Iterable[tuple[float, Role]]:
    for index, column in enumerate(columns):
        if index in used or not column.filled:
            continue
        certainty, rank = certainty_of("active", column.said)
        has_blanks = any(not cell(row, index) for row in rows)
        if certainty == SURE and _is_plain(column, has_blanks=has_blanks):
            is_weak = speaks_of_pages(column.said) and meaning_of(column.header) is None
            yield (_SCORES[Says.ACTIVE] - _ON_PAGES if is_weak else 30) + rank, Role(index, SURE, called(column))
        elif meanings := read_state(column, has_blanks=has_blanks):
            says = said_by_header(column.said)
            how = "which says the contrary of active" if says and says.is_contrary else "and its words say so"
            score = _SCORES[says] + max(rank, 0)
            score -= _ALL_ALIKE * (False not in meanings.values()) + _ON_PAGES * speaks_of_pages(column.said)
            yield score, Role(index, LIKELY, f"{called(column)}, {how}", words=tuple(meanings.items()))


def _is_plain(column: Column, *, has_blanks: bool) -> bool:
    """Whether its words mean what they mean in every file."""
    words = {*column.words}
    if normalise(column.said) == yes_no.MAGENTO_HEADER and words <= {"1", *yes_no.MAGENTO_NO}:
        return True
    if words == {"0", "-1"} or (has_blanks and words and _only_marks_some(column, words)):
        return False
    return column.share_of("boolean") >= KEY_FILLED


def _only_marks_some(column: Column, words: Iterable[str]) -> bool:
    """Whether blank cells are the contrary. Below the names that are read without asking, a blank one says nothing."""
    return all(map(is_mark, words)) or (meaning_of(column.header) is None and all(map(yes_no.meaning_of, words)))


def read_state(column: Column, *, has_blanks: bool) -> Mapping[str, bool]:
    """Word → whether it says active; an empty word is a blank cell. Nothing if the column says something else.

    What some words mean may stay open, of less than half of the cells.
    """
    says = said_by_header(column.said)
    if not column.words or speaks_of_others(column.said):
        return {}
    known = _meanings(column, says)
    known |= _of_the_rest(column, says, known, has_blanks=has_blanks)
    known_cells = sum(count for word, count in column.words.items() if known.get(word) is not None)
    meanings = {word: meaning for word, meaning in known.items() if meaning is not None}
    has_numbers = any(meaning is None and is_number(word) for word, meaning in known.items())
    if (
        has_numbers
        or known_cells * 2 < column.filled
        or not _may_be_state(column, says, meanings, has_blanks=has_blanks)
    ):
        return {}
    return meanings | _of_blanks(says, meanings, has_blanks=has_blanks) | _of_unseen(says, meanings)


def is_open(column: Column) -> bool:
    """Whether it must say which products are active, but in words or letters of which too few can be told."""
    says = said_by_header(column.said)
    if says not in {Says.ACTIVE, Says.ENDED} or speaks_of_stock(column.said) or column.kind not in _OF_WORDS:
        return False
    known = _meanings(column, says).values()
    return bool(column.words) and (any(each is not None for each in known) or max(map(len, column.words)) <= _SHORT)


def may_tell(header: str, cells: Sequence[str]) -> bool:
    """Whether a column seems to say which products are active. `cells`: the first ones, which may be blank yet."""
    says = said_by_header(header)
    if says not in {Says.ACTIVE, Says.ENDED, Says.STATE}:
        return False
    column = Column(header, "", Budget())
    column.add(cells)
    if not column.filled:
        return says is Says.ENDED
    return is_open(column) or bool(read_state(column, has_blanks=column.filled < column.rows))


def _meanings(column: Column, says: Says | None) -> dict[str, bool | None]:
    is_contrary = says is not None and says.is_contrary
    answered = answers(column.words, says) if says else {}
    name = normalise(column.said)

    def meaning(word: str) -> bool | None:
        if says and _is_called(word, name, says):
            return not is_contrary
        answer = answered.get(word)
        if answer is None and says is Says.AVAILABLE and said_by_header(word) in _TO_BE_HAD:
            return _TO_BE_HAD[said_by_header(word)]
        return state_of(word) if answer is None else answer is not is_contrary

    return {word: meaning(word) for word in column.words}


def _is_called(word: str, name: str, says: Says) -> bool:
    """Whether a cell only says again what its header says: `DISCO` below *DISCO*, `sold` below *Sold / gone*."""
    said = normalise(word)
    return said == name or (says.is_contrary and len(said) > _SHORT and said in name.split("_"))


def _of_the_rest(
    column: Column, says: Says | None, known: Mapping[str, bool | None], *, has_blanks: bool
) -> dict[str, bool | None]:
    """Words beside one that ends a product are of those that are sold. Short words beside blank cells are marks."""
    open_words = [word for word, meaning in known.items() if meaning is None]
    if says is Says.ENDED and has_blanks and True not in known.values() and len(known) <= _MOST_MARKS:
        return {word: False for word in open_words if len(word) <= _LONGEST_MARK and not word.isdigit()}
    names_an_end = any(state_of(word) is False for word in known)
    if says not in {None, Says.SOLD_OUT} and names_an_end:
        return {word: True for word in open_words if len(word) > 1 and not word.isdigit()}
    return {}


def _may_be_state(column: Column, says: Says | None, meanings: Mapping[str, bool], *, has_blanks: bool) -> bool:
    """Whether the words are of the kind that the header promises. A number alone does not end all products."""
    named = [word for word in meanings if state_of(word) is not None]
    if True not in meanings.values() and not has_blanks and any(map(str.isdigit, meanings)):
        return False
    if says is None:
        names_an_end = any(said_by_header(word) is Says.ENDED for word in named)
        return names_an_end and len(named) == len(column.words) and (has_blanks or len(named) > 1)
    if says is Says.SOLD_OUT:
        return True
    if says is Says.STATE and False not in meanings.values():
        return all(said_by_header(word) is Says.ACTIVE for word in meanings)
    if named or says not in {Says.IN_A_SHOP, Says.AVAILABLE}:
        return bool(named) or not speaks_of_stock(column.said)
    return not _is_one_sided(meanings, has_blanks=has_blanks) and not speaks_of_stock(column.said)


def _is_one_sided(meanings: Mapping[str, bool], *, has_blanks: bool) -> bool:
    return len({*meanings.values()}) < 2 and not (has_blanks and any(map(is_mark, meanings)))


def _of_blanks(says: Says | None, meanings: Mapping[str, bool], *, has_blanks: bool) -> dict[str, bool]:
    """Beside words for one of both, blank cells are the other. Beside words for both they say nothing."""
    if not has_blanks:
        return {}
    if (says and says.is_contrary) or True not in meanings.values():
        return {"": True}
    return {} if False in meanings.values() else {"": False}


def _of_unseen(says: Says | None, meanings: Mapping[str, bool]) -> dict[str, bool]:
    """The other answer to a header that says the contrary, for the next file: as usual it would be turned round."""
    if not says or not says.is_contrary or len(meanings) != 1:
        return {}
    ((word, is_active),) = meanings.items()
    return dict.fromkeys(opposites(word), not is_active)
