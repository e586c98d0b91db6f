"""What kind of file it is, by its first bytes: text, or another format to refuse by name."""

import codecs
import re

from products.fields.reasons import FileFailure

_SAVE_AS_CSV = "Open it in a spreadsheet program, save it as “CSV UTF-8” and upload that file."
_UNPACK = "Unpack it and upload the CSV file inside."
_EXPORT_CSV = "Export the products as a CSV file (UTF-8) and upload that one."

_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (rb"\x1f\x8b", "a gzip archive", _UNPACK),
    (rb"PK\x03\x04(?s:.*?)" + re.escape(_OPEN_DOCUMENT), "an OpenDocument spreadsheet (.ods)", _SAVE_AS_CSV),
    (rb"PK\x03\x04(?s:.*?)(?:xl/|\[Content_Types\]\.xml)", "an Excel workbook (.xlsx)", _SAVE_AS_CSV),
    (rb"PK(?:\x03\x04|\x05\x06)", "a zip archive", _UNPACK),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)", _SAVE_AS_CSV),
    (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (rb"BZh[1-9]1AY&SY", "a bzip2 archive", _UNPACK),
    (rb"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (rb"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (rb"%PDF-", "a PDF document", _EXPORT_CSV),
    (rb"\{\\rtf", "an RTF document", _EXPORT_CSV),
    (rb"PAR1", "a Parquet file", _EXPORT_CSV),
    (rb"SQLite format 3\x00", "an SQLite database", _EXPORT_CSV),
    (rb"\x89PNG\r\n\x1a\n", "a PNG image", _EXPORT_CSV),
    (rb"\xff\xd8\xff", "a JPEG image", _EXPORT_CSV),
    (rb"GIF8[79]a", "a GIF image", _EXPORT_CSV),
    (rb"RIFF.{4}WEBP(?s:)", "a WebP image", _EXPORT_CSV),
    (rb"(?:II\*\x00|MM\x00\*)", "a TIFF image", _EXPORT_CSV),
    (rb"BM(?s:.{4})\x00\x00\x00\x00", "a BMP image", _EXPORT_CSV),
    (
        rb"\s*(?:<!--(?s:.*?)-->\s*)*+(?i:<!doctype\s+html|<(?:html|head|body|table|meta|div)\b)",
        "an HTML page",
        _SAVE_AS_CSV,
    ),
    (rb"\s*<(?:\?xml\b|[A-Za-z][\w:.-]*(?:\s[^<>]*)?>\s*<)", "an XML document", _EXPORT_CSV),
    (rb'\s*(?:\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\[\s*(?:[\[{\]]|"(?:[^"\\]|\\.)*"\s*[,\]]))', "JSON", _EXPORT_CSV),
)
_KINDS = [(re.compile(pattern), name, remedy) for pattern, name, remedy in _SIGNATURES]

_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")


def refuse_other_formats(head: bytes) -> None:
    """Raise `unsupported_format`, naming the kind and the remedy, unless `head` may be text."""
    head = head.removeprefix(codecs.BOM_UTF8)
    for signature, name, remedy in _KINDS:
        if signature.match(head):
            raise FileFailure("unsupported_format", f"This file is {name}, not a CSV file. {remedy}")


def refuse_binary(head: bytes) -> None:
    """Raise `not_a_table` if control characters are more than 2 % of `head` (and at least eight)."""
    controls = len(_CONTROL.findall(head))
    if controls >= 8 and controls * 50 > len(head.rstrip(b"\0")):
        raise binary_file()


def binary_file() -> FileFailure:
    """The failure for a file that is no text at all."""
    return FileFailure("not_a_table", f"This looks like a binary file, not a table. {_EXPORT_CSV}")
