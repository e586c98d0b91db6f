"""Delimiters lost and added, in rows and in the header, and rows of another length."""

from collections.abc import Callable
from functools import partial
from random import Random

from tests.corpus.sheet import Damage, Line, Sheet, is_quoted

ONE, FEW, MANY = 1, 3, 12


def _lose(line: Line, sheet: Sheet, chance: Random) -> None:
    at = chance.randrange(len(line.cells) - 1)
    line.cells[at : at + 2] = [line.cells[at] + line.cells[at + 1]]


def _add(line: Line, sheet: Sheet, chance: Random) -> None:
    at = chance.randrange(len(line.cells))
    line.cells[at] = _with(sheet.delimiter, line.cells[at], chance)


def _with(added: str, cell: str, chance: Random) -> str:
    """`added` at the beginning, at the end or, if no quotes protect it, in the middle."""
    places = [0, len(cell)] if is_quoted(cell) else [0, len(cell), chance.randint(0, len(cell))]
    place = chance.choice(places)
    return cell[:place] + added + cell[place:]


def _short(line: Line, sheet: Sheet, chance: Random) -> None:
    del line.cells[-chance.randint(1, min(2, len(line.cells) - 1)) :]


def _surplus_blank(line: Line, sheet: Sheet, chance: Random) -> None:
    line.cells.append("")


def _surplus_filled(line: Line, sheet: Sheet, chance: Random) -> None:
    line.cells.append(chance.choice(["x", "12", "more text", "9.99"]))


def _in_rows(damage: Callable[[Line, Sheet, Random], None], count: int, sheet: Sheet, chance: Random) -> None:
    for line in sheet.some(chance, count):
        damage(line, sheet, chance)


def _lost_and_added(sheet: Sheet, chance: Random) -> None:
    """One of each in the same row, with a column between them whose cells are never free text."""
    between_others = enumerate(sheet.shop.columns[1:-2], 1)
    telling = [index for index, column in between_others if column.tells]
    for line in sheet.some(chance, 1) if telling else []:
        between = chance.choice(telling)
        lost = chance.randint(between + 1, len(line.cells) - 2)
        line.cells[lost : lost + 2] = [line.cells[lost] + line.cells[lost + 1]]
        added = chance.randrange(between)
        line.cells[added] = _with(sheet.delimiter, line.cells[added], chance)


def _all_shorter(sheet: Sheet, chance: Random) -> None:
    for line in sheet.lines:
        line.cells.pop()
        sheet.literally(line, [*sheet.said[line.record][:-1], ""])
        sheet.touched.add(line.record)


def _all_longer(sheet: Sheet, chance: Random) -> None:
    for line in sheet.lines:
        kept = len(line.cells)
        line.cells.append("")
        if line.record in sheet.touched and kept < len(sheet.said[line.record]):
            blank = [""] * (len(sheet.said[line.record]) - kept)
            sheet.literally(line, [*sheet.said[line.record][:kept], *blank])


def _most_longer(sheet: Sheet, chance: Random) -> None:
    untouched = [line for line in sheet.lines if line.record not in sheet.touched]
    for line in chance.sample(untouched, len(untouched) // 2):
        line.cells.append("")


def _all_filled(sheet: Sheet, chance: Random) -> None:
    sheet.touched.update(line.record for line in sheet.lines)
    for line in sheet.lines:
        line.cells.append("x")


def _lost_in_header(sheet: Sheet, chance: Random) -> None:
    at = chance.randrange(len(sheet.header) - 1)
    sheet.header[at : at + 2] = [sheet.header[at] + sheet.header[at + 1]]
    sheet.touched.update(range(len(sheet.said)))


def _added_in_header(sheet: Sheet, chance: Random) -> None:
    at = chance.randrange(len(sheet.header))
    sheet.header[at] = _with(sheet.delimiter, sheet.header[at], chance)
    sheet.touched.update(range(len(sheet.said)))


KINDS: dict[str, Damage] = {
    "delimiter lost in a row": partial(_in_rows, _lose, ONE),
    "delimiter lost in a few rows": partial(_in_rows, _lose, FEW),
    "delimiter lost in many rows": partial(_in_rows, _lose, MANY),
    "delimiter added in a row": partial(_in_rows, _add, ONE),
    "delimiter added in a few rows": partial(_in_rows, _add, FEW),
    "delimiter added in many rows": partial(_in_rows, _add, MANY),
    "delimiter lost and added in a row": _lost_and_added,
    "delimiter lost in the header": _lost_in_header,
    "delimiter added in the header": _added_in_header,
    "row short": partial(_in_rows, _short, ONE),
    "a few rows short": partial(_in_rows, _short, FEW),
    "many rows short": partial(_in_rows, _short, MANY),
    "all rows short": _all_shorter,
    "row long, blank": partial(_in_rows, _surplus_blank, ONE),
    "a few rows long, blank": partial(_in_rows, _surplus_blank, FEW),
    "half of the rows long, blank": _most_longer,
    "all rows long, blank": _all_longer,
    "row long, filled": partial(_in_rows, _surplus_filled, ONE),
    "a few rows long, filled": partial(_in_rows, _surplus_filled, FEW),
    "many rows long, filled": partial(_in_rows, _surplus_filled, MANY),
    "all rows long, filled": _all_filled,
}
