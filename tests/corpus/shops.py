"""Invented shops and their sound files: what each cell says, before anybody writes it down."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

NOUNS = ("kettle", "mug", "lamp", "vase", "tray", "bowl", "basket", "candle", "towel", "stool", "jug", "clock")
ADJECTIVES = ("blue", "oak", "round", "tall", "linen", "brass", "small", "café", "grün", "woven", "matt", "old")
BRANDS = ("Norrland", "Acme", "Casa Lúa", "Hütte", "Tidewater", "Ode & Sons")
COLOURS = ("red", "blue", "ochre", "light grey", "black")
MATERIALS = ("oak", "steel", "linen", "glass", "stoneware")


@dataclass(frozen=True)
class Column:
    """A column of a file."""

    header: str
    field: str
    """The field that it is imported as; empty if it is not imported."""
    cell: Callable[[Random, int], str]
    tells: bool = False
    """Its cells are numbers or addresses only, so that other text in it shows damage."""


@dataclass(frozen=True)
class Shop:
    """A file as it should be."""

    name: str
    columns: tuple[Column, ...]
    delimiter: str = ","
    quotes_all: bool = False
    """Every cell stands in quotes, not only those that need it."""

    def rows(self, count: int, chance: Random) -> list[list[str]]:
        return [[column.cell(chance, number) for column in self.columns] for number in range(count)]

    @property
    def header(self) -> list[str]:
        return [column.header for column in self.columns]

    @property
    def fields(self) -> list[str]:
        return [column.field for column in self.columns]


def _sku(chance: Random, number: int) -> str:
    return f"LN-{number * 7 + 1000:04d}"


def _article(chance: Random, number: int) -> str:
    return str(104500 + number * 13)


def _name(chance: Random, number: int) -> str:
    name = f"{chance.choice(ADJECTIVES)} {chance.choice(NOUNS)}".capitalize()
    return name + chance.choice(["", "", "", f" {number}", ' 12"', ", large", f" {chance.choice(COLOURS)}"])


def _description(chance: Random, number: int) -> str:
    words = [chance.choice(ADJECTIVES + NOUNS) for _ in range(chance.randrange(3, 9))]
    text = " ".join(["A", *words])
    return chance.choice([text, text, "", f"{text}, hand made", f'{text}, "fine"', f"{text}.\nWash cold", f'{text} 8"'])


def _price(chance: Random, number: int) -> str:
    return f"{chance.randrange(100, 90000) / 100:.2f}"


def _comma_price(chance: Random, number: int) -> str:
    return _price(chance, number).replace(".", ",")


def _active(chance: Random, number: int) -> str:
    return chance.choice(["true", "true", "false"])


def _stock(chance: Random, number: int) -> str:
    return str(chance.randrange(0, 400))


def _barcode(chance: Random, number: int) -> str:
    digits = f"4{chance.randrange(10**11):011d}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def _url(chance: Random, number: int) -> str:
    return f"https://shop.example/{chance.choice(NOUNS)}-{number}?v={chance.randrange(90)}"


def _note(chance: Random, number: int) -> str:
    return chance.choice(["", "", "", "", "last ones"])


def _one_of(words: tuple[str, ...]) -> Callable[[Random, int], str]:
    return lambda chance, number: chance.choice(words)


SKU = Column("sku", "sku", _sku)
NAME = Column("name", "name", _name)
DESCRIPTION = Column("description", "description", _description)
PRICE = Column("price", "price", _price, tells=True)
ACTIVE = Column("active", "active", _active)
STOCK = Column("stock", "stock", _stock, tells=True)
BRAND = Column("brand", "brand", _one_of(BRANDS))
BARCODE = Column("ean", "ean", _barcode, tells=True)
WEBSITE = Column("website", "website", _url, tells=True)
COLOUR = Column("colour", "", _one_of(COLOURS))
MATERIAL = Column("material", "", _one_of(MATERIALS))
PICTURE = Column("image", "", _url, tells=True)
NOTES = Column("notes", "", _note)

SHOPS = (
    Shop("five columns", (SKU, NAME, DESCRIPTION, PRICE, ACTIVE)),
    Shop("texts only", (SKU, NAME, DESCRIPTION)),
    Shop("prices and stock", (Column("item_no", "sku", _article), PRICE, STOCK)),
    Shop("prices only", (SKU, NAME, PRICE), delimiter="|"),
    Shop("notes at the end", (SKU, NAME, BRAND, DESCRIPTION, PRICE, NOTES)),
    Shop(
        "german",
        (
            Column("Artikelnummer", "sku", _article),
            Column("Artikelname", "name", _name),
            Column("Beschreibung", "description", _description),
            Column("Preis", "price", _comma_price, tells=True),
            Column("Lager", "", _stock, tells=True),
        ),
        delimiter=";",
    ),
    Shop("all in quotes", (SKU, BRAND, NAME, BARCODE, PRICE, DESCRIPTION), quotes_all=True),
    Shop(
        "twelve columns",
        (SKU, NAME, BRAND, COLOUR, MATERIAL, PRICE, STOCK, BARCODE, PICTURE, DESCRIPTION, WEBSITE, ACTIVE),
        delimiter="\t",
    ),
    Shop("pictures", (SKU, PICTURE, NAME, COLOUR, DESCRIPTION, WEBSITE, PRICE)),
    Shop("words", (SKU, BRAND, NAME, MATERIAL, COLOUR, DESCRIPTION), delimiter=";"),
)
