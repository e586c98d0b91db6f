"""Which cells of an old Excel workbook (.xls) have a number format that changes what a number says. Pure."""

import struct
from pathlib import Path

from products.imports.containers.number_formats import Formats, NumberFormat, codes_among, format_of
from products.imports.containers.xls_errors import records_of

_FORMAT, _STYLE, _FORMULA, _NUMBER, _SMALL_NUMBER, _SEVERAL_NUMBERS = 0x41E, 0xE0, 0x06, 0x203, 0x27E, 0xBD


def formats_of(book: Path, sheet: int, *, decimals: bool) -> Formats:
    """Of the sheet with this index. Raises struct.error, LookupError or ValueError if the parts do not fit together."""
    formats = Formats(_styles(book))
    if not (formats.styles if decimals else codes_among(formats.styles)):
        return formats
    for kind, body in records_of(book, sheet):
        if kind in {_FORMULA, _NUMBER, _SMALL_NUMBER}:
            row, column, style = struct.unpack_from("<HHH", body)
            if style in formats.styles:
                formats.put(row, column, style)
        elif kind == _SEVERAL_NUMBERS:
            row, first = struct.unpack_from("<HH", body)
            for index in range((len(body) - 6) // 6):
                style = struct.unpack_from("<H", body, 4 + 6 * index)[0]
                if style in formats.styles:
                    formats.put(row, first + index, style)
    return formats


def _styles(book: Path) -> dict[int, NumberFormat]:
    codes, found, number = dict[int, str](), dict[int, NumberFormat](), 0
    for kind, body in records_of(book, None):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _text(body[2:])
        elif kind == _STYLE:
            code = struct.unpack_from("<H", body, 2)[0]
            if known := format_of(codes.get(code, ""), code):
                found[number] = known
            number += 1
    return found


def _text(data: bytes) -> str:
    """With its length before it, and a bit that says whether characters take one byte or two."""
    length, is_wide = struct.unpack_from("<HB", data)
    return data[3 : 3 + length * 2].decode("utf-16-le") if is_wide & 1 else data[3 : 3 + length].decode("latin-1")
