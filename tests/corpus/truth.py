"""What a record's cells mean, told without the code under test, and the verdict on what was made of a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from tests.corpus.sheet import Sheet

Product: TypeAlias = Mapping[str, object]
"""Field → value; None where nothing is stored."""

_YES_NO = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}


@dataclass
class Verdict:
    """Counts of the records of damaged files."""

    files: int = 0
    lost: int = 0
    """Files of which nothing was stored."""
    records: int = 0
    sound: int = 0
    """Of the records, those that no damage has touched."""
    exact: int = 0
    refused: int = 0
    """Of the sound ones."""
    wrong: list[str] = field(default_factory=list)
    """What was stored and nobody wrote."""

    def add(self, other: "Verdict") -> None:
        for name in ("files", "lost", "records", "sound", "exact", "refused", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def judge(sheet: Sheet, products: Sequence[Product] | None, fields: Iterable[str]) -> Verdict:
    """`products`: what was stored, None if the file was refused. `fields`: those that it has, as it was read."""
    verdict = Verdict(files=1, lost=int(not products), records=len(sheet.said))
    stored = {*fields}
    may_be = [_meanings(sheet, record) for record in range(len(sheet.said))]
    by_sku = {str(meaning["sku"]): record for record, meanings in enumerate(may_be) for meaning in meanings}
    exact = set[int]()
    for product in products or ():
        record = by_sku.get(str(product["sku"]))
        meanings = may_be[record] if record is not None else []
        if record is not None and any(_agree(product, meaning, stored) for meaning in meanings):
            exact.add(record)
        else:
            verdict.wrong.append(f"{dict(product)} instead of {meanings[:1]}")
    untouched = {*range(len(sheet.said))} - sheet.touched
    verdict.sound = len(untouched)
    verdict.exact = len(exact)
    verdict.refused = len(untouched - exact)
    return verdict


def _agree(product: Product, meaning: Product, stored: set[str]) -> bool:
    return all(product[key] == meaning[key] for key in stored & meaning.keys())


def _meanings(sheet: Sheet, record: int) -> list[Product]:
    cells = [sheet.said[record], *sheet.also.get(record, [])]
    fields = [(index, key) for index, key in enumerate(sheet.shop.fields) if key]
    return [{key: _meaning(key, each[index]) for index, key in fields} for each in cells]


def _meaning(key: str, cell: str) -> object:
    if not cell.strip():
        return None
    if key in {"sku", "name", "brand"}:
        return " ".join(cell.split())
    if key == "price":
        return _amount(cell.replace(",", "."))
    if key == "active":
        return _YES_NO.get(cell.strip().lower())
    return cell.strip() if key in {"ean", "stock", "website"} else cell


def _amount(text: str) -> str | None:
    try:
        return f"{Decimal(text.strip()):.2f}"
    except InvalidOperation:
        return None
