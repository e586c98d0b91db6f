"""Files in other encodings, read as UTF-8: everything behind has one encoding to know.

Bytes that the encoding does not have become bytes that UTF-8 does not have either, so that their rows are refused.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, cast

from products.imports.reading.decoder import INVALID

NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows, Western Europe (cp1252)",
    "latin-1": "ISO 8859-1, Western Europe (latin-1)",
    "cp1250": "Windows, Central Europe (cp1250)",
    "cp1251": "Windows, Cyrillic (cp1251)",
    "mac-roman": "Mac, Western Europe (MacRoman)",
    "cp850": "DOS, Western Europe (cp850)",
    "iso8859-2": "ISO 8859-2, Central Europe",
    "iso8859-15": "ISO 8859-15, Western Europe with €",
    "koi8-r": "KOI8-R, Russian",
    "cp1253": "Windows, Greek (cp1253)",
    "cp1254": "Windows, Turkish (cp1254)",
    "cp1255": "Windows, Hebrew (cp1255)",
    "cp1256": "Windows, Arabic (cp1256)",
    "cp1257": "Windows, Baltic (cp1257)",
    "cp852": "DOS, Central Europe (cp852)",
    "cp866": "DOS, Cyrillic (cp866)",
    "cp874": "Windows, Thai (cp874)",
    "shift_jis": "Shift JIS, Japanese",
    "gb18030": "GB 18030, Chinese",
    "big5": "Big5, traditional Chinese",
    "euc-kr": "EUC-KR, Korean",
}
"""The encodings that files can have, by their names in Python → what people call them."""

_WIDER = {"shift_jis": "cp932", "euc-kr": "cp949", "big5": "cp950"}
"""What Windows writes under these names: it has a few more characters, such as `①` and `㈱`."""

UTF_8, UTF_16 = "utf-8", "utf-16"
_BLOCK = 64 * 1024
_SIGNS = {"cp932": "¥", "cp949": "₩"}
"""What a backslash is in the fonts of a country: before a number it was meant so."""
_BEFORE_DIGIT = re.compile(r"\\(?=[0-9])")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ALTERNATE_IN = 4_096


def canonical(encoding: str) -> str | None:
    """The name in NAMES of an encoding in any spelling that Python knows; None if it is none of them."""
    try:
        name = codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError):
        return None
    return _BY_CODEC.get(name)


def codec_of(encoding: str) -> str:
    """The codec by which text is read that is said to be in one of NAMES."""
    return _WIDER.get(encoding, encoding)


def as_utf_8(file: BinaryIO, head: bytes, encoding: str | None) -> tuple[BinaryIO, bytes]:
    """The file, of which `head` was read already, and its head: both in UTF-8.

    `encoding`: what a person said; else a byte order mark or the NULs of UTF-16 decide. What is UTF-8, or may be, is
    handed on as it is.
    """
    codec = _codec(head, encoding)
    if codec is None:
        return file, head
    text = Transcoded(file, head, codec, after=len(_mark(head, codec)))
    return cast("BinaryIO", text), text.read(len(head))


class Transcoded:
    """The rest of a file as UTF-8. `read` hands out whole blocks, so more or less than it is asked for."""

    def __init__(self, file: BinaryIO, head: bytes, codec: str, *, after: int = 0) -> None:
        """`head`: what was read from the file already; its text begins `after` so many bytes."""
        self._file, self._head = file, head[after:]
        self._decoder = codecs.getincrementaldecoder(codec)("surrogateescape")
        self._sign, self._backslash = _SIGNS.get(codec, ""), ""
        self._at_end = False
        self.taken, self.given = after, 0
        """Bytes of the file, and of UTF-8 made of them."""

    def read(self, size: int = _BLOCK) -> bytes:
        """Some bytes; none at the end of the file."""
        text = b""
        while not text and not self._at_end:
            data, self._head = self._head or self._file.read(size), b""
            self._at_end = not data
            self.taken += len(data)
            text = _encoded(self._with_signs(self._decoder.decode(data, final=self._at_end)))
        self.given += len(text)
        return text

    def _with_signs(self, text: str) -> str:
        """The text with the currency for which a backslash stands. One at the end waits for what follows."""
        if not self._sign:
            return text
        text, self._backslash = self._backslash + text, ""
        if text.endswith("\\") and not self._at_end:
            text, self._backslash = text[:-1], "\\"
        return _BEFORE_DIGIT.sub(self._sign, text)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return INVALID.sub("\udcff", text).encode("utf-8", "surrogateescape")


def _codec(head: bytes, encoding: str | None) -> str | None:
    if encoding is not None and encoding not in (UTF_8, UTF_16):
        return codec_of(encoding)
    for mark, codec in _MARKS.items():
        if head.startswith(mark) and not head.startswith(codecs.BOM_UTF32_LE):
            return codec
    if encoding == UTF_16 or (encoding is None and _nulls_alternate(head[:_ALTERNATE_IN])):
        even, odd = head[:_ALTERNATE_IN:2].count(0), head[1:_ALTERNATE_IN:2].count(0)
        return "utf-16-be" if even > odd else "utf-16-le"
    return None


def _mark(head: bytes, codec: str) -> bytes:
    return next((mark for mark, name in _MARKS.items() if name == codec and head.startswith(mark)), b"")


def _nulls_alternate(head: bytes) -> bool:
    """Whether every second byte of `head` is mostly NUL and the others are not, as in UTF-16."""
    even, odd = head[::2], head[1::2]
    zeros = even.count(0), odd.count(0)
    return len(head) >= 8 and max(zeros) * 2 > len(odd) and min(zeros) * 10 < max(zeros)


_BY_CODEC = {codecs.lookup(name).name: name for name in NAMES} | {"utf-8-sig": "utf-8"}
