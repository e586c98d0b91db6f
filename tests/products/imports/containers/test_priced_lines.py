"""Lists whose lines end in a price: the name and the price are cells, or the list is left alone."""

import io
from pathlib import Path

import pytest

from products.imports.containers.priced_lines import cells_of, codec_of, write

MENU = """\
Snacks
         Chicken burger           Rs400.00
         Cheese, in a bun           Rs250.00
       \tEgg bun           Rs100.00
 Salmon samosa (2)           Rs90.00
                  Croissant           Rs200.50
              Choco muffin           Rs160.00
              Choco donut           Rs180.00
              Garlic bread           Rs250.00
                    Iclair           Rs180.00
"""


def lines_of(content: str, folder: Path) -> list[str] | None:
    codec = codec_of(content.encode())
    if codec is None:
        return None
    write(io.BytesIO(content.encode()), folder / "cut.csv", codec, lambda: None)
    return (folder / "cut.csv").read_text(codec).splitlines()


def test_names_and_prices_are_cells_and_headings_stay(tmp_path: Path) -> None:
    assert (lines_of(MENU, tmp_path) or [])[:6] == [
        "Snacks",
        "Chicken burger\tRs400.00",
        "Cheese, in a bun\tRs250.00",
        "Egg bun\tRs100.00",
        "Salmon samosa (2)\tRs90.00",
        "Croissant\tRs200.50",
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("Chicken burger ........ 400.00", ("Chicken burger", "400.00")),
        ("Tea…………2.50", ("Tea", "2.50")),
        ("Pizza Nr. 5   12,00 EUR", ("Pizza Nr. 5", "12,00 EUR")),
        ("Wine 0.75 l  9", ("Wine 0.75 l", "9")),
        ("Soup of the day 4.50", None),
        ("12  4.50", None),
        ("Soup  of the day", None),
        ("A-1;Soup;  4.50", None),
        ("x" * 400 + "  4.50", None),
    ],
)
def test_two_blanks_or_points_stand_before_a_price(line: str, cells: tuple[str, str] | None) -> None:
    assert cells_of(line) == cells


@pytest.mark.parametrize(
    "content",
    [
        "name\tprice\n" + "Tea\t2.50\n" * 9,
        "A-1, Mug,  2.50\n" * 9,
        "Mug;  2.50\n" * 9,
        "Dear Sir or Madam,\nplease find enclosed:\n" + "Tea  2.50\n" * 4,
        "Mug  12\nCup  15\nPan  11\nJug  19\nPot  10\nJar  15\n",
        "Tea  2.50\n" * 4,
        "\0" + "Tea  2.50\n" * 9,
    ],
    ids=["tabs", "commas", "semicolons", "letter", "counts", "few", "binary"],
)
def test_other_texts_are_left_alone(content: str, tmp_path: Path) -> None:
    assert lines_of(content, tmp_path) is None


def test_other_bytes_stay_what_they_are(tmp_path: Path) -> None:
    content = "".join(f"Café crème {name}  2,50\n" for name in "abcdef").encode("cp1252")
    codec = codec_of(content)
    assert codec is not None
    write(io.BytesIO(content), tmp_path / "cut.csv", codec, lambda: None)
    assert (tmp_path / "cut.csv").read_bytes().startswith(b"Caf\xe9 cr\xe8me a\t2,50\n")


def test_writing_can_be_stopped(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(io.BytesIO(MENU.encode()), tmp_path / "cut.csv", "utf-8", stop)
