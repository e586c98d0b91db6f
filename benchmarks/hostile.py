"""How fast reading gets through files that somebody made to be slow: none is much slower than it need be.

    python -m benchmarks.hostile [--megabytes 8] [--repeat 3]

Prints bytes a second, and how many times dearer each file is than ordinary rows that are read one record at a time, as
odd ones are: by the byte, the line or the cell, whichever it has most of. Processor time of this process, so that it
does not matter much how busy the machine is. A file that is refused early is read no further: that is what it costs.
"""

import argparse
import io
import time
from typing import NamedTuple

from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.reading import open_table

MOST_TIMES_DEARER = 5

HEADER = f"{FIELDS.header}\n"
ROW = "A-1,Blue mug,A mug that is blue,12.50,true\n"
MARKS = "\u0301\u0316"
WIDE = ",".join([FIELDS.header, *(f"more {number}" for number in range(995))]) + "\n"
SHORT_LINES = "x\n" * 500
ACCENTED = "Blüe,é,ö,1.5,true\n"
PREAMBLE = "Supplier\n" * 49
LONG_PREAMBLE = f"{'sku ' * 5_000}\n" * 40


class Shape(NamedTuple):
    """A file: its beginning, what comes again and again, its end."""

    head: str
    again: str
    end: str = ""

    def content(self, size: int) -> bytes:
        again = self.again.encode("utf-8", "surrogateescape")
        return self.head.encode() + again * (size // len(again) or 1) + self.end.encode()


ORDINARY = Shape(HEADER, ROW)
SHAPES = {
    "ordinary rows": ORDINARY,
    "blank lines": Shape(HEADER + ROW, "\n", ROW),
    "lines of delimiters": Shape(HEADER + ROW, ",,,,\n"),
    "lines of spaces": Shape(HEADER + ROW, f"{' ' * 99}\n"),
    "all cells quoted": Shape(HEADER, '"A-1","Blue ""mug""","of blue","12.50","true"\n'),
    "spaces around quotes": Shape(HEADER, 'A-1, "Blue mug" , "x" ,12.50,true\n'),
    "quotes everywhere": Shape(HEADER + ROW, '"""","",""""""",""\n'),
    "lines of one quote": Shape(HEADER + ROW, '"\n'),
    "quotes that open": Shape(HEADER + ROW, 'A-1,"Blue mug,x,12.50,true\n'),
    "one quote that opens": Shape(f'{HEADER}A-1,"', ROW),
    "text after quotes": Shape(HEADER + ROW, 'A-1,"Blue" mug,x,12.50,true\n'),
    "quotes inside cells": Shape(HEADER + ROW, 'A-1,12" mug,a"b,12.50,"true"\n'),
    "cells over many lines": Shape(HEADER, f'A-1,Mug,"{SHORT_LINES}",12.50,true\n'),
    "rows inside a cell": Shape(HEADER, f'A-1,Mug,"{ROW * 100}",1.50,true\n'),
    "a megabyte of lines in a cell": Shape(HEADER, f'A-1,Mug,"{ROW * 25_000}",1.50,true\n'),
    "a megabyte in a cell": Shape(HEADER, f"A-1,Mug,{'x' * 1_000_000},12.50,true\n"),
    "lines that are too long": Shape(HEADER, f"A-1,Mug,{'x' * 2_200_000},12.50,true\n"),
    "one line": Shape(HEADER, "x"),
    "one line of delimiters": Shape(HEADER, ","),
    "one line of quotes": Shape(HEADER, '"'),
    "backslashes behind apostrophes": Shape(HEADER, "'A-1','" + "\\" * 200 + "x,'1','2','3'\n"),
    "one column": Shape("sku\n", "A-1\n"),
    "a thousand columns": Shape(WIDE, f"{ROW.strip()}{',x' * 995}\n"),
    "a thousand blank cells": Shape(WIDE, f"{ROW.strip()}{',' * 995}\n"),
    "NULs": Shape(HEADER, f"{ROW * 30}A-1,B\0lue,x,12.50,true\n"),
    "nothing but NULs": Shape(HEADER + ROW, "\0"),
    "invalid bytes": Shape(HEADER, f"{ACCENTED * 9}\udce9,x,x,1,true\n"),
    "repeated headers": Shape(HEADER + ROW, HEADER),
    "second tables": Shape(HEADER, f"{ROW}name,sku,price\n{ROW}"),
    "columns without names": Shape(f"{HEADER.strip()},,,\n", f"{ROW.strip()},1,50,x\n"),
    "numbers cut in two": Shape(f"{HEADER.strip()},,\n", f"A-1,Mug,{' ' * 200}1,5{' ' * 200},true,,\n"),
    "a preamble": Shape(PREAMBLE + HEADER, ROW),
    "a preamble of long lines": Shape(LONG_PREAMBLE + HEADER, ROW),
    "widths in turns": Shape(HEADER, f"{ROW}A-1,Mug\n{ROW.strip()},,x\n"),
    "combining marks": Shape(HEADER, f"{MARKS * 20},{MARKS * 20},{MARKS},12.50,true\n"),
    "many marks in a cell": Shape(HEADER, f"A-1,Mug,{MARKS * 200_000},12.50,true\n"),
    "many marks in a header": Shape(f"{HEADER.strip()},{MARKS * 100_000}\n", f"{ROW.strip()},x\n"),
    "CR only": Shape(HEADER.replace("\n", "\r"), ROW.replace("\n", "\r")),
    "all line ends in turns": Shape(HEADER, ROW + ROW.replace("\n", "\r") + ROW.replace("\n", "\r\n")),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=float, default=8.0)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    size = int(options.megabytes * 1e6)
    usual = cost(ORDINARY, size, options.repeat, exact=True)
    costs = {name: cost(shape, size, options.repeat) for name, shape in SHAPES.items()}
    for name, found in sorted(costs.items(), key=lambda item: item[1].times_dearer(usual)):
        print(f"{name:<32}{found.bytes / found.seconds / 1e6:8.1f} MB/s   × {found.times_dearer(usual):.1f}")
    dear = [name for name, found in costs.items() if found.times_dearer(usual) > MOST_TIMES_DEARER]
    print(f"more than {MOST_TIMES_DEARER} times dearer than ordinary rows: {', '.join(dear) or 'none'}")


class Cost(NamedTuple):
    seconds: float
    bytes: int
    lines: int
    cells: int

    def times_dearer(self, usual: "Cost") -> float:
        sizes = zip(self[1:], usual[1:], strict=True)
        return self.seconds / (usual.seconds * max(mine / theirs for mine, theirs in sizes))


def cost(shape: Shape, size: int, repeat: int, *, exact: bool = False) -> Cost:
    content = shape.content(size)
    lines = content.count(b"\n") + content.count(b"\r")
    seconds = min(_seconds(content, exact=exact) for _ in range(repeat))
    return Cost(seconds, len(content), lines, lines + content.count(b","))


def _seconds(content: bytes, *, exact: bool) -> float:
    started_at = time.process_time()
    try:
        for _ in open_table(io.BytesIO(content)).chunks(exact=exact):
            pass
    except FileFailure:
        pass  # what it costs to find out
    return time.process_time() - started_at


if __name__ == "__main__":
    main()
