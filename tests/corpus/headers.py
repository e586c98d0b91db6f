"""Headers that no longer say what the columns are, and lines before them."""

from collections.abc import Callable
from random import Random

from tests.corpus.sheet import Damage, Sheet


def _nameless_cell(sheet: Sheet, chance: Random) -> None:
    """One too many: the names after it stand a column too far right."""
    sheet.header.insert(chance.randint(1, len(sheet.header) - 1), "")
    sheet.touched.update(range(len(sheet.said)))


def _nameless_cell_and_a_long_row(sheet: Sheet, chance: Random) -> None:
    """The same, and some rows are as long as that header for a reason of their own."""
    for line in sheet.some(chance, chance.choice([1, 3, 12])):
        at = chance.randrange(1, len(line.cells))
        line.cells.insert(at, chance.choice(["", "x", "12"]))
    _nameless_cell(sheet, chance)


def _name_lost(sheet: Sheet, chance: Random) -> None:
    sheet.header[chance.randrange(1, len(sheet.header))] = ""


def _name_doubled(sheet: Sheet, chance: Random) -> None:
    one, other = chance.sample(range(len(sheet.header)), 2)
    sheet.header[one] = sheet.header[other]
    sheet.touched.update(range(len(sheet.said)))


def _case_changed(sheet: Sheet, chance: Random) -> None:
    changes: list[Callable[[str], str]] = [str.upper, str.title, " {} ".format]
    sheet.header = [*map(chance.choice(changes), sheet.header)]


def _cut(sheet: Sheet, chance: Random) -> None:
    """Its end is missing, within a name or behind one."""
    text = sheet.delimiter.join(sheet.header)
    sheet.header = [text[: chance.randint(len(sheet.header[0]) + 1, len(text) - 1)]]
    sheet.touched.update(range(len(sheet.said)))


def _last_name_lost(sheet: Sheet, chance: Random) -> None:
    sheet.header.pop()
    sheet.touched.update(range(len(sheet.said)))


def _broken(sheet: Sheet, chance: Random) -> None:
    """It goes on in the next line."""
    at = chance.randint(1, len(sheet.header) - 1)
    sheet.header[at] = sheet.end + sheet.header[at]
    sheet.touched.update(range(len(sheet.said)))


def _comes_again(sheet: Sheet, chance: Random) -> None:
    line = sheet.lines[chance.randrange(len(sheet.lines))]
    line.end = sheet.end + sheet.delimiter.join(sheet.header) + sheet.end


def _titles(sheet: Sheet, chance: Random) -> None:
    lines = [
        "Price list",
        "valid from May, without tax",
        "",
        sheet.delimiter * (len(sheet.header) - 1),
        "Nordic; goods",
    ]
    sheet.preamble += chance.sample(lines, chance.randint(1, len(lines)))


KINDS: dict[str, Damage] = {
    "nameless cell in the header": _nameless_cell,
    "nameless cell and rows as long": _nameless_cell_and_a_long_row,
    "name lost in the header": _name_lost,
    "name twice in the header": _name_doubled,
    "header in other letters": _case_changed,
    "header cut off": _cut,
    "last name of the header lost": _last_name_lost,
    "header over two lines": _broken,
    "header comes again": _comes_again,
    "lines before the header": _titles,
}
