"""Which column of a file tells its products apart: their SKU, or what can stand for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from products.fields.header_parts import is_known, means
from products.fields.header_senses import rating
from products.fields.headers import normalise
from products.fields.skus import fold
from products.imports.looking.codes import (
    are_lists,
    are_times,
    counts_rows,
    has_codes_of_one_length,
    has_numbers_in_a_row,
    share_of_codes,
)
from products.imports.looking.column import Column
from products.imports.looking.doubles import doubles_of
from products.imports.looking.role import DOUBTFUL, LIKELY, SURE, Role, best, cell, certainty_of
from products.imports.looking.titles import (
    LONG_NUMBER,
    LONGEST_KEY,
    are_there_once,
    key_reason,
    numbers_as_key,
    title_as_key,
)
from products.imports.looking.values import unwrapped

KEY_FILLED = 0.99
"""The share of the product rows in which a column must be filled to be the key."""

_SURE_KEY_FILLED = 0.8
"""With a header that says so; below KEY_FILLED a person is asked."""

_LONG_WITHOUT_HEADER = 4
_FEW, _SEVERAL_ROWS = 3, 10
_MARK = 2
"""Characters of what may stand before the number of a code."""
_MOST_DAMAGED = 0.01
_FEWEST_UNIQUE = 0.5
_OWN = 0.9
"""How well a header names the SKU that says whose code it is: `Seller SKU` rather than the number of an offer."""
_LESS_THAN_SURE = 0.02
_A_CODE = 0.6
"""How well a header names the SKU that says whose number it is, rather than the number that counts, or a barcode."""
_AN_ID = 0.35
"""How well a header does that says *product ID*, which is enough of what looks like codes."""
_CODE_BY_NAME, _MAY_BE_A_NAME, _COUNTED, _HALF = 0.5, 0.45, 0.1, 0.5
"""How well a header names the SKU that says *code*, that may name the product as well, and that numbers rows."""
_A_SKU, _BARCODES, _IN_A_ROW = 1.9, 0.55, 0.46
"""How well a header names the SKU at least that needs no look at the values, and at most one of such values."""
_NEARLY_ALL = 0.8
_LAST = 5
"""The score of a column that does nothing but number the rows: anything that looks like codes is better. In a list
without a header it is rather the numbers of the dishes on a menu, or those that a till or a database has given."""
_NO_KEY = frozenset({"decimal", "date", "url", "long_text", ""})


def key_of(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    name: Role | None,
    *,
    taken: Iterable[int],
    has_header: bool,
) -> Role | None:
    """The column that is the SKU, or what can stand for it. `rows`: those that hold products, no two alike.

    `taken`: the columns that are other fields.
    """
    candidates = [*_keys(columns, rows, taken=taken, has_header=has_header)]
    key = _beside_better_named(best(candidates), [role for _, role in candidates], columns)
    if name is None:
        return key
    if key is None or (key.certainty == DOUBTFUL and columns[key.column].share_unique < 1):
        key = _code_or_name(columns, rows, name, taken=taken, is_last=key is None) or key
    if key is None:
        return title_as_key(columns, name, rows) or numbers_as_key(columns, rows, taken=taken)
    if key.instead is not None:
        return key
    if not doubles_of(rows, key, name):
        return _filled_from_another(key, [role for _, role in candidates], columns, rows)
    others = [(score, role) for score, role in candidates if not doubles_of(rows, role, name)]
    if key.certainty == SURE and not (others and columns[key.column].share_unique < _FEWEST_UNIQUE):
        return _with_name(key, name)
    if (other := best(others)) is not None:
        return replace(other, certainty=DOUBTFUL, rivals=(key.column,)) if key.certainty == SURE else other
    title = title_as_key(columns, name, rows)
    return title if title and title.beside is None else _with_name(key, name)


def _beside_better_named(key: Role | None, candidates: Sequence[Role], columns: Sequence[Column]) -> Role | None:
    """If a column with fewer values is called the SKU more surely than the key is, a person decides."""
    if key is None or key.certainty < SURE:
        return key
    ranks = {
        role.column: certainty_of("sku", columns[role.column].said)[1] for role in candidates if role.certainty == SURE
    }
    named = max(ranks, key=ranks.__getitem__)
    return key if ranks[named] <= ranks[key.column] else replace(key, certainty=LIKELY, rivals=(named,))


def _code_or_name(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], name: Role, *, taken: Iterable[int], is_last: bool
) -> Role | None:
    """A column that is called the SKU and has one in most rows; the names of the others tell them apart.

    `is_last`: nothing else can be the key, so that barcodes of most rows may be.
    """
    others = {*taken}
    for index, column in enumerate(columns):
        filled = [row for row in rows if cell(row, index)]
        looks = column.kind == "text" and share_of_codes(column) >= _NEARLY_ALL
        is_code = rating("sku", column.said) >= (_AN_ID if looks else _A_CODE)
        is_code = is_code or (is_last and _are_barcodes(column))
        if index in others or not is_code or len(filled) < len(rows) * _HALF:
            continue
        keys = [fold(unwrapped(cell(row, index) or cell(row, name.column))) for row in rows]
        is_sound = are_there_once(filled, index) and not column.damaged and not counts_rows(rows, index)
        if is_sound and len({*keys}) == len(keys):
            return Role(index, DOUBTFUL, f"{key_reason(column)}, each once", instead=name.column)
    return None


def _are_barcodes(column: Column) -> bool:
    """Mostly, whatever its header says, unless that speaks against it."""
    return column.share_of("barcode") >= _NEARLY_ALL and rating("sku", column.said) >= 0


def _with_name(key: Role, name: Role) -> Role:
    reason = "it stands for rows with different names, and with the name each of them is a product of its own"
    return Role(key.column, DOUBTFUL, reason, beside=name.column)


def _filled_from_another(
    key: Role, candidates: Sequence[Role], columns: Sequence[Column], rows: Sequence[Sequence[str]]
) -> Role:
    """The key, and the column that has one of its own for each product where that is blank."""
    blank = [row for row in rows if not cell(row, key.column)]
    known = {cell(row, key.column) for row in rows}
    for other in candidates if blank and key.certainty == SURE else ():
        values = {cell(row, other.column) for row in blank}
        is_there = other.column != key.column and columns[other.column].share_unique >= 1 and "" not in values
        if is_there and len(values) == len(blank) and known.isdisjoint(values):
            return replace(key, certainty=DOUBTFUL, instead=other.column)
    return key


def _keys(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, taken: Iterable[int], has_header: bool
) -> Iterable[tuple[float, Role]]:
    """The columns that may be the SKU, each with its score."""
    others = {*taken}
    has_sku = any(normalise(column.said) == "sku" for column in columns)
    for index, column in enumerate(columns):
        certainty, rank = _named_as_key(column)
        least = _SURE_KEY_FILLED if certainty == SURE else KEY_FILLED
        if index in others or (certainty < SURE and _are_texts(column)):
            continue
        if not _can_be_key(column, index, rows, least=least, rank=rank):
            continue
        is_barcode = column.kind == "barcode" and rank <= _A_SKU
        if certainty == SURE and not is_barcode:
            yield 30 + rank + column.share_unique, Role(index, SURE, key_reason(column))
        elif certainty and rank > _OWN and column.share_unique >= KEY_FILLED and not has_sku and not is_barcode:
            yield 40 + rank, Role(index, LIKELY, key_reason(column))
        elif rank >= _OWN and column.share_unique >= KEY_FILLED and not is_barcode:
            yield 30.5 + rank / 5 - _LESS_THAN_SURE + column.share_unique, Role(index, LIKELY, key_reason(column))
        elif certainty and column.share_unique > _FEWEST_UNIQUE:
            is_counting = rank <= _CODE_BY_NAME and counts_rows(rows, index)
            told = min(rank, _most_told(column, index, rows))
            score = (_LAST if is_counting else 20) + told * 4 + column.share_unique * 2 + _codes(column)
            yield score, Role(index, certainty, key_reason(column))
        elif column.share_unique >= KEY_FILLED and rank <= 0 and _is_named_by_codes(column):
            yield 20 + _CODE_BY_NAME * 4 + 2 + _codes(column), Role(index, DOUBTFUL, key_reason(column))
        elif (
            (column.share_unique >= KEY_FILLED or (not has_header and are_there_once(rows, index)))
            and rank >= 0
            and (
                _reads_like_codes(column, has_header=has_header)
                or (not has_header and _are_running_numbers(column, index, rows))
            )
        ):
            first = 14 * (index == 0 and column.kind == "text" and has_header)
            yield 10 + first + _codes(column), Role(index, DOUBTFUL, key_reason(column))
        elif not has_header and index == 0 and len(rows) >= _FEW and counts_rows(rows, index):
            yield _LAST, Role(index, DOUBTFUL, "nothing else tells the products apart, and it numbers them")


def _named_as_key(column: Column) -> tuple[int, float]:
    """How well its header names the SKU. What is called an item's serial number counts nothing if it has letters."""
    certainty, rank = certainty_of("sku", column.said)
    is_serial = 0 < rank <= _COUNTED and means(column.said, "item") and column.kind == "text"
    return (certainty, _OWN) if is_serial and share_of_codes(column) >= 1 else (certainty, rank)


def _most_told(column: Column, index: int, rows: Sequence[Sequence[str]]) -> float:
    """How well a header can name the SKU at best, of values that count, or that are barcodes."""
    if counts_rows(rows, index):
        return _COUNTED
    if column.kind == "barcode":
        return _BARCODES
    return _IN_A_ROW if has_numbers_in_a_row(rows, index) else _A_SKU


def _can_be_key(column: Column, index: int, rows: Sequence[Sequence[str]], *, least: float, rank: float) -> bool:
    """`rank`: how well its header names the SKU. A code such as 1.210 is one by its header alone."""
    unlike = _NO_KEY - ({"decimal", "date"} if rank >= _CODE_BY_NAME else set())
    if (
        column.kind in unlike
        or (rank <= _MAY_BE_A_NAME and share_of_codes(column) < _HALF and not _are_ids(column))
        or column.damaged > column.filled * _MOST_DAMAGED
        or are_lists(column)
    ):
        return False
    if column.average_length > LONGEST_KEY or column.share_unique < 0.02:
        return False
    filled = sum(bool(cell(row, index)) for row in rows)
    return filled >= len(rows) * least and filled > 0


def _are_texts(column: Column) -> bool:
    """Whether all values are several words of letters, whatever the header says."""
    words = [text.split() for text in column.samples]
    return len(words) >= _FEW and all(len(each) > 1 and _is_mostly_letters(each) for each in words)


def _is_mostly_letters(words: Sequence[str]) -> bool:
    """Not so a code behind one or two letters, such as `M 307`."""
    lengths = [len(word) for word in words if word.isalpha()]
    return len(lengths) * 2 > len(words) or (len(lengths) * 2 == len(words) and max(lengths) > _MARK)


def _are_ids(column: Column) -> bool:
    """Words without blanks, no two alike, under a header that says *id*: `bbq_chicken_s`."""
    are_words = all(len(text.split()) == 1 for text in column.samples)
    return are_words and column.share_unique >= KEY_FILLED and means(column.said, "id")


def _codes(column: Column) -> float:
    """How much a column looks like one of codes. Barcodes are the second choice."""
    looks = share_of_codes(column)
    return looks * (0.6 if column.kind == "barcode" else 1.0)


def _reads_like_codes(column: Column, *, has_header: bool) -> bool:
    """With a header that says something else, numbers alone are no codes: they may be stock or weights."""
    if column.kind == "barcode":
        return True
    letters = sum(any(map(str.isalpha, text)) for text in column.samples) * 2 > len(column.samples)
    mixed = letters or (column.kind == "text" and not has_header and not are_times(column))
    longest = LONG_NUMBER if has_header or not has_codes_of_one_length(column) else _LONG_WITHOUT_HEADER
    long_numbers = column.kind == "integer" and column.average_length >= longest
    is_numbered = has_codes_of_one_length(column) and not is_known(column.said) if has_header else True
    return _codes(column) >= 0.8 and (mixed or (long_numbers and is_numbered))


def _are_running_numbers(column: Column, index: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether numbers of a column without a name all differ and do not just count the rows, from 1.

    Other columns than the first need to have them one after the other.
    """
    are_told_apart = has_numbers_in_a_row(rows, index) or (index == 0 and len(rows) >= _SEVERAL_ROWS)
    return column.kind == "integer" and are_told_apart and not counts_rows(rows, index)


def _is_named_by_codes(column: Column) -> bool:
    """Whether what is called a name is a code throughout, as some programs have it."""
    letters = all(any(map(str.isdigit, text)) for text in column.samples)
    return letters and certainty_of("name", column.said)[1] >= _CODE_BY_NAME and share_of_codes(column) >= _NEARLY_ALL
