"""Whether the names of the header stand above the cells that they mean. Where nothing tells, the file is refused.

Rows that all end early, or all have a blank cell at their end, are read as they stand. But if a separator in the header
was lost or added, they look just so, and the values behind that place stand under the name beside theirs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from products.fields import header_words, yes_no
from products.fields.headers import meaning_of, normalise
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.reading.header_rows import letter
from products.imports.reading.likeness import ADDRESSES
from products.imports.reading.nameless import mismatch


def refuse_misaligned(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, delimiter: str, delimiters: Collection[str]
) -> None:
    """Raise `header_mismatch` if the first `rows` may not stand under their names."""
    if not rows:
        return
    _refuse_broken_header(header, rows[0])
    if len(header) == 1:
        _refuse_single_column(rows, {*delimiters} - {delimiter})
    kinds = [*map(_kind, header)]
    as_long = [cells for cells in rows if len(cells) == len(header)]
    _refuse_other_than_texts(header, kinds, as_long)
    widths = _widths(rows)
    _refuse_gap(header, kinds, rows, widths)
    shorter = widths.get(len(header) - 1, ())
    sure = len(shorter) * 2 <= len(rows) and any(_is_right(kinds, as_long, column) for column in range(len(header)))
    if len(shorter) > 1 and not sure:
        _refuse_cut_name(header, kinds, shorter)
    longer = [cells for cells in rows if len(cells) == len(header) + 1]
    if len(longer) * 2 > len(rows) > 1:
        _refuse_joined_names(header, kinds, longer)


def _widths(rows: Sequence[Sequence[str]]) -> Mapping[int, Sequence[Sequence[str]]]:
    """How many cells rows have → those rows, if they are not few. Columns at the end that are blank do not count."""
    end, found = _end(rows), defaultdict[int, list[Sequence[str]]](list)
    for cells in rows:
        found[min(len(cells), end)].append(cells)
    return {width: as_wide for width, as_wide in found.items() if len(as_wide) * _NOT_FEW >= len(rows)}


def _end(rows: Sequence[Sequence[str]]) -> int:
    """The columns without those at the end that are blank in nearly all rows."""
    filled = Counter(column for cells in rows for column, cell in enumerate(cells) if cell.strip())
    return max((column + 1 for column, count in filled.items() if count * _FEW >= len(rows)), default=0)


def _refuse_other_than_texts(header: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Descriptions that are amounts, and texts that are addresses, belong to the column beside."""
    for column, kind in enumerate(kinds):
        filled = [cells[column] for cells in rows if kind in {"text", "long_text"} and cells[column].strip()]
        amounts = sum(map(bool, map(_CENTS.fullmatch, filled))) if kind == "long_text" else 0
        if len(filled) > 1 and (amounts + sum(map(_is_address, filled))) * 2 > len(filled):
            raise mismatch(
                f"Column {letter(column)} is called “{header[column].strip()}”, but holds "
                f"{'amounts' if amounts else 'addresses'}. "
                "Give every column its own name, in the order of the cells."
            )


def _refuse_gap(
    header: Sequence[str],
    kinds: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Mapping[int, Sequence[Sequence[str]]],
) -> None:
    """A cell without a name is one too many in the header: the values after it stand one column too far left.

    If only columns without a name are missing at the end of rows, it takes text below it to say so. If rows are as long
    as the header but end blank, or only some are shorter, an amount that stands where it should says that all is well.
    """
    named = max(index for index, cell in enumerate(header, 1) if cell.strip())
    gaps = [index for index, cell in enumerate(header[:named]) if not cell.strip()]
    width = max((width for width in widths if width < len(header)), default=len(header))
    shorter, within = widths.get(width, ()), [column for column in gaps if column < width]
    if not within or not shorter:
        return
    as_long: Sequence[Sequence[str]] = [cells for cells in rows if len(cells) == len(header)]
    are_most = max(map(len, shorter)) < len(header) and len(shorter) >= len(as_long)
    as_long = shorter if are_most else as_long
    told = _in_any_language(kinds, header)
    is_sure = not are_most and any(_is_right(told, as_long, column) for column in range(within[-1] + 1, named))
    is_sure = is_sure and _contradicted([kind for column, kind in enumerate(told) if column not in within], as_long)
    is_sure = is_sure or len(gaps) > _SLIPS
    is_filled = are_most and any(cells[column].strip() for cells in shorter for column in within)
    is_short = width < named and len(rows) > 1
    if _contradicted(kinds, as_long) or (not is_sure and (is_short or (is_filled and width < len(header)))):
        raise mismatch(
            f"{'All' if len(shorter) == len(rows) else 'Many'} rows have {width} cells but the header has "
            f"{len(header)}, and no name in column {', '.join(map(letter, within))}: values may be in the wrong "
            "columns. Remove that cell from the header if it should not be there, or name the column and give every "
            "row as many cells as the header."
        )


def _refuse_broken_header(header: Sequence[str], first: Sequence[str]) -> None:
    """The first row has more names: the header goes on there."""
    if any(map(str.isdigit, "".join(first))):
        return
    have = {meaning.field for cell in header if (meaning := meaning_of(cell))}
    found = [cell for cell in first if (meaning := meaning_of(cell)) and meaning.field not in have]
    names = [cell for cell in found if _kind(cell) != "boolean"]  # “active” is a value too
    if names:
        raise mismatch(
            f"The first row has the name of a column, “{names[0].strip()}”: the header seems to be cut in two. "
            "Write all names of columns in one line."
        )


def _refuse_single_column(rows: Sequence[Sequence[str]], delimiters: Collection[str]) -> None:
    """Most cells have a separator in them, so there are more columns than the header has."""
    for delimiter in delimiters:
        if sum(delimiter in cells[0] for cells in rows) * 3 >= len(rows) * 2:
            raise mismatch(
                "It has one column, but the rows have more. Write the names of all columns into the header, "
                "with the separator that the rows have."
            )


def _refuse_cut_name(header: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The rows are shorter by one because a name was cut in two, not because they end early.

    Rows that have all their cells are seldom anything but blank in the last column: then only names that are one when
    put together speak against it.
    """
    width = len(header) - 1
    end_early = any(len(cells) == width for cells in rows)
    if _contradicted(kinds[:width], rows):
        raise _one_name_too_many(header)
    moved = [index == 0 or _fits(kind, rows, index - 1) for index, kind in enumerate(kinds)]
    last_wrong = max((index for index, fits in enumerate(moved) if not fits), default=-1)
    last_known = max((index for index, kind in enumerate(kinds) if kind), default=-1)
    for at, (one, other) in enumerate(pairwise(header)):
        if not one.strip() or not other.strip() or last_wrong > at + 1:
            continue
        whole = _kind(one + other)
        unknown = end_early and not kinds[at] and not kinds[at + 1]
        if (whole or (unknown and last_known > at + 1)) and _fits(whole, rows, at):
            raise _one_name_too_many(header)


def _one_name_too_many(header: Sequence[str]) -> FileFailure:
    return mismatch(
        f"Many rows have {len(header) - 1} cells but the header has {len(header)}, and it does not show which of its "
        "names is one too many. Give every row as many cells as the header."
    )


def _refuse_joined_names(header: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The rows are longer by one because two names were joined, not because of a blank cell at their end."""
    joined = next((cell for cell in header if not _kind(cell) and _are_two_names(cell)), None)
    if joined is not None or _contradicted(kinds, rows):
        which = f"“{joined.strip()}” looks like two names. " if joined is not None else ""
        raise mismatch(
            f"Most rows have {len(header) + 1} cells but the header has {len(header)}. {which}"
            "Separate all names of columns in the header, and give it as many as the rows have cells."
        )


def _are_two_names(cell: str) -> bool:
    words = normalise(cell)
    return any(_kind(words[:at]) and _kind(words[at:]) for at in range(3, len(words) - 2))


def _contradicted(kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether amounts, words for yes and no, or texts do not stand where they should."""
    return any(not _fits(kind, rows, column) for column, kind in enumerate(kinds))


def _fits(kind: str, rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether what stands in the column may be of that kind."""
    return kind not in _LOOKS_RIGHT or _is_mostly(kind, rows, column)


def _is_right(kinds: Sequence[str], rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether amounts, or words for yes and no, stand where they should."""
    filled = any(cells[column].strip() for cells in rows if len(cells) > column)
    return kinds[column] in {"money", "boolean"} and filled and _is_mostly(kinds[column], rows, column)


def _in_any_language(kinds: Sequence[str], header: Sequence[str]) -> list[str]:
    """The kinds, and those of headers that name a field without doubt in another language."""
    return [kind or _kind_in_other_words(cell) for kind, cell in zip(kinds, header, strict=True)]


def _kind_in_other_words(header: str) -> str:
    named = header_words.field_named(header)
    return FIELDS[named[0]].kind.name if named and named[1] else ""


def _is_mostly(kind: str, rows: Sequence[Sequence[str]], column: int) -> bool:
    filled = [cells[column] for cells in rows if len(cells) > column and cells[column].strip()]
    return not filled or sum(map(_LOOKS_RIGHT[kind], filled)) * 2 > len(filled)


def _is_amount(cell: str) -> bool:
    return _AMOUNT.fullmatch(cell) is not None


def _is_answer(cell: str) -> bool:
    return yes_no.meaning_of(cell.strip()) is not None


def _kind(header: str) -> str:
    """Of the field that a header names; empty if it names none."""
    meaning = meaning_of(header)
    return FIELDS[meaning.field].kind.name if meaning else ""


def _is_text(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is None and not _is_address(cell)


def _is_address(cell: str) -> bool:
    return cell.startswith(ADDRESSES)


_SLIPS = 2
"""Cells without a name in a header. More of them stand there on purpose, as in a sheet with columns for show."""
_NOT_FEW = 3
"""Of so many rows, one with another width is no accident."""
_FEW = 20
"""Of so many rows, one with text in an otherwise blank column is one."""
_CENTS = re.compile(r"\s*\d+[.,]\d\d\s*")
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")
_AMOUNT = re.compile(r"\D{0,6}\d[\d.,' ]*+\D{0,6}")
_LOOKS_RIGHT: Mapping[str, Callable[[str], bool]] = {
    "money": _is_amount,
    "boolean": _is_answer,
    "text": _is_text,
    "long_text": _is_text,
}
"""Kind of a field → whether a cell may be one."""
