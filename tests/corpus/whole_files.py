"""Line ends, encodings, NULs and files that break off."""

import codecs
from functools import partial
from random import Random

from tests.corpus.sheet import Damage, Sheet, is_quoted, literal


def _nothing(sheet: Sheet, chance: Random) -> None:
    pass


def _ends(end: str, sheet: Sheet, chance: Random) -> None:
    sheet.end = end


def _mixed_ends(sheet: Sheet, chance: Random) -> None:
    for line in sheet.lines:
        line.end = chance.choice(["\n", "\r\n", "\r"])


def _no_last_end(sheet: Sheet, chance: Random) -> None:
    sheet.lines[-1].end = ""


def _end_lost(sheet: Sheet, chance: Random) -> None:
    """Two records become one line."""
    at = chance.randrange(len(sheet.lines) - 1)
    sheet.lines[at].end = ""
    sheet.touched |= {sheet.lines[at].record, sheet.lines[at + 1].record}


def _end_added(sheet: Sheet, chance: Random) -> None:
    """A record breaks in two, between its cells or within one without quotes and other line breaks."""
    for line in sheet.some(chance, 1):
        at = chance.randrange(len(line.cells))
        cell = line.cells[at]
        if "\n" not in cell:
            where = 0 if is_quoted(cell) else chance.randint(0, len(cell))
            line.cells[at] = cell[:where] + sheet.end + cell[where:]


def _blank_lines(sheet: Sheet, chance: Random) -> None:
    for line in chance.sample(sheet.lines, 3):
        line.end = sheet.end * 3


def _other_lines(sheet: Sheet, chance: Random) -> None:
    for line in chance.sample(sheet.lines, 2):
        line.end = f"{sheet.end}{chance.choice(['For the garden', 'New!', '-- 12 rows', 'Page 2'])}{sheet.end}"


def _with_mark(sheet: Sheet, chance: Random) -> None:
    sheet.afterwards.append(lambda data: codecs.BOM_UTF8 + data)


def _utf16(sheet: Sheet, chance: Random) -> None:
    codec, mark = chance.choice([("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)])
    sheet.bytes_of = lambda text: mark + text.encode(codec)


def _bad_byte(sheet: Sheet, chance: Random) -> None:
    for line in sheet.some(chance, 1):
        at = chance.randrange(len(line.cells))
        cell = line.cells[at]
        where = 1 if is_quoted(cell) else chance.randint(0, len(cell))
        line.cells[at] = cell[:where] + "\udce9" + cell[where:]
        sheet.bytes_of = partial(str.encode, encoding="utf-8", errors="surrogateescape")


def _encoded_twice(sheet: Sheet, chance: Random) -> None:
    """The file says `cafÃ©`."""
    sheet.bytes_of = lambda text: _twice(text).encode()
    for line in sheet.lines:
        sheet.literally(line, [*map(_twice, sheet.said[line.record])])


def _twice(text: str) -> str:
    return text.encode().decode("latin-1")


def _nul(sheet: Sheet, chance: Random) -> None:
    for line in sheet.some(chance, 1):
        at = chance.randrange(len(line.cells))
        cell = line.cells[at]
        where = 1 if is_quoted(cell) else chance.randint(0, len(cell))
        line.cells[at] = f"{cell[:where]}\0{cell[where:]}"


def _nul_padding(sheet: Sheet, chance: Random) -> None:
    padding = b"\0" * chance.randint(1, 5_000)
    sheet.afterwards.append(lambda data: data + padding)


def _breaks_off(sheet: Sheet, chance: Random) -> None:
    """In the last record but one that is left; what its last cell still says is what the file says."""
    kept = chance.randint(len(sheet.lines) // 2, len(sheet.lines) - 1)
    line = sheet.lines[kept]
    del sheet.lines[kept + 1 :]
    sheet.touched.update(range(line.record, len(sheet.said)))
    *others, last = line.cells
    before = "".join(cell + sheet.delimiter for cell in others)
    left = (before + last)[: chance.randint(1, len(before + last) - 1)]
    line.cells, line.end = [left], ""
    rest = literal(left.removeprefix(before), sheet.delimiter)
    if left.startswith(before) and rest is not None:
        sheet.literally(line, [*sheet.said[line.record][:-1], rest])


KINDS: dict[str, Damage] = {
    "nothing": _nothing,
    "line ends CRLF": partial(_ends, "\r\n"),
    "line ends CR": partial(_ends, "\r"),
    "line ends mixed": _mixed_ends,
    "no line end at the end": _no_last_end,
    "line end lost": _end_lost,
    "line end added": _end_added,
    "blank lines": _blank_lines,
    "other text between rows": _other_lines,
    "byte order mark": _with_mark,
    "UTF-16": _utf16,
    "byte that is not UTF-8": _bad_byte,
    "encoded twice": _encoded_twice,
    "NUL": _nul,
    "NULs at the end": _nul_padding,
    "file breaks off": _breaks_off,
}
