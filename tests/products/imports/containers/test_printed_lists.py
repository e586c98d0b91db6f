"""Lists with columns at fixed places: their cells are whole, or the list is left alone."""

import io
from pathlib import Path

import pytest

from products.imports.containers.printed_lists import cut_of, write

RULED = """\
GALLI SPA                         DATE 05/02/24   PAGE 1

CODE    DESCRIPTION             UM         PRICE
------  ----------------------  --  ------------
120034  BALL BEARING 6201 2RS   NR          6,03
020145  BALL BEARING 6202       NR          6,20
\f
GALLI SPA                         DATE 05/02/24   PAGE 2

CODE    DESCRIPTION             UM         PRICE
------  ----------------------  --  ------------
121810  MOTOR 4 POLES, 0,55 KW  NR      1.071,07
021921  RULER 12"
122032  MOTOR WITH A LONG NAME AND NR      45,00
122143  BELT A 38               NR          7,20
122254  BELT A 52               NR         10,23
122255  BELT A 54               NR         10,24
122256  BELT A 56               NR         10,25
122257  BELT A 58               NR         10,26
122258  BELT A 60               NR         10,27
122259  BELT A 62               NR         10,28
122260  BELT A 64               NR         10,29
122261  BELT A 66               NR         10,30

*** END OF PRINT ***   ITEMS PRINTED:  12
"""
PLAIN = """\
Art no  Name              In stock    Price
A-1     Mug, blue               12     9.50
A-2     Cup red                  3     7.00
A-3     Jug of 2 l            1200    21.00
A-4     Lamp                     1  1249.00
A-5     Tray                     9     3.00
"""


def text_of(content: str, folder: Path, encoding: str = "utf-8") -> str | None:
    data = content.encode(encoding)
    cut = cut_of(data)
    if cut is None:
        return None
    write(io.BytesIO(data), folder / "cut.csv", cut, lambda: None)
    return (folder / "cut.csv").read_text(encoding)


def test_dashes_tell_the_columns_and_other_lines_stay_as_they_are(tmp_path: Path) -> None:
    assert (text_of(RULED, tmp_path) or "").splitlines()[:16] == [
        *["GALLI SPA                         DATE 05/02/24   PAGE 1", "", "CODE\tDESCRIPTION\tUM\tPRICE"],
        *["------  ----------------------  --  ------------", "120034\tBALL BEARING 6201 2RS\tNR\t6,03"],
        *["020145\tBALL BEARING 6202\tNR\t6,20", "", "GALLI SPA                         DATE 05/02/24   PAGE 2", ""],
        *["CODE\tDESCRIPTION\tUM\tPRICE", "------  ----------------------  --  ------------"],
        *["121810\tMOTOR 4 POLES, 0,55 KW\tNR\t1.071,07", '021921\t"RULER 12"""\t\t'],
        *[
            "122032  MOTOR WITH A LONG NAME AND NR      45,00",
            "122143\tBELT A 38\tNR\t7,20",
            "122254\tBELT A 52\tNR\t10,23",
        ],
    ]
    assert (text_of(RULED, tmp_path) or "").endswith("\n\n*** END OF PRINT ***   ITEMS PRINTED:  12\n")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850"])
def test_blanks_below_and_in_the_header_tell_the_columns(encoding: str, tmp_path: Path) -> None:
    content = PLAIN.replace("Mug, blue", "Mug, blé ")

    assert (text_of(content, tmp_path, encoding) or "").splitlines()[:3] == [
        *["Art no\tName\tIn stock\tPrice", "A-1\tMug, blé\t12\t9.50", "A-2\tCup red\t3\t7.00"]
    ]


def test_later_number_that_is_longer_keeps_all_its_digits(tmp_path: Path) -> None:
    text = text_of(
        PLAIN + "A-6     Ring                     1 19249.00\nA-7     A very long name of 1000    21.00\n", tmp_path
    )

    assert (text or "").splitlines()[6] == "A-6\tRing\t1\t19249.00"


@pytest.mark.parametrize(
    "content",
    [
        "sku,name,price\n" + "A-1,Mug,9.50\n" * 9,
        "sku;  name;       price\n" + "A-1;  Mug;        9.50\n" * 9,
        "sku\tname\tprice\n" + "A-1\tMug   blue   big\t9.50\n" * 9,
        PLAIN.replace("Art no  Name  ", "Art no Name   "),
        PLAIN.replace("Art no", "      "),
        PLAIN.replace("In stock    Price", "                 "),
        "\n".join(PLAIN.splitlines()[:5]) + "\n",
        "Dear   customer,   hello\n" + "we have   new prices   for you\n" * 9,
        "",
    ],
)
def test_what_has_separators_or_nothing_that_tells_columns_is_left_alone(content: str, tmp_path: Path) -> None:
    assert text_of(content, tmp_path) is None
