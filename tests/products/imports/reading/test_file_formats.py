"""The first bytes of a file: text, or another format that is called by its name."""

import codecs

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading.file_formats import binary_file, refuse_binary, refuse_other_formats

REMEDIES = {
    "unpack": "Unpack it and upload the CSV file inside.",
    "save": "Open it in a spreadsheet program, save it as “CSV UTF-8” and upload that file.",
    "export": "Export the products as a CSV file (UTF-8) and upload that one.",
}


@pytest.mark.parametrize(
    ("head", "name", "remedy"),
    [
        (b"\x1f\x8b\x08", "a gzip archive", "unpack"),
        (b"PK\x03\x04 products.csv", "a zip archive", "unpack"),
        (b"PK\x05\x06", "a zip archive", "unpack"),
        (b"PK\x03\x04\n[Content_Types].xml", "an Excel workbook (.xlsx)", "save"),
        (b"PK\x03\x04\nxl/workbook.xml", "an Excel workbook (.xlsx)", "save"),
        (b"PK\x03\x04 application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)", "save"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack"),
        (b"Rar!\x1a\x07\x01", "a RAR archive", "unpack"),
        (b"BZh91AY&SY", "a bzip2 archive", "unpack"),
        (b"\xfd7zXZ\x00", "an xz archive", "unpack"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack"),
        (b"{\\rtf1", "an RTF document", "export"),
        (b"PAR1", "a Parquet file", "export"),
        (b"II*\x00", "a TIFF image", "export"),
        (b"MM\x00*", "a TIFF image", "export"),
        (b"BM\x01\x02\x03\x04\x00\x00\x00\x00", "a BMP image", "export"),
        (b"<!-- saved --> <html>", "an HTML page", "save"),
        (b"<TABLE border=1>", "an HTML page", "save"),
        (b"<feed>\n<entry>", "an XML document", "export"),
        (b"[]", "JSON", "export"),
        (b"[[1, 2]]", "JSON", "export"),
        (b'["sku", "name"]', "JSON", "export"),
        (b"{}", "JSON", "export"),
        (b'\n{"a\\"b": 1}', "JSON", "export"),
    ],
)
def test_format_is_called_by_its_name_with_what_to_do(head: bytes, name: str, remedy: str) -> None:
    with pytest.raises(FileFailure) as failure:
        refuse_other_formats(codecs.BOM_UTF8 + head)

    assert failure.value.code == "unsupported_format"
    assert failure.value.message == f"This file is {name}, not a CSV file. {REMEDIES[remedy]}"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"sku,name\n",
        b"PK-1,Mug",
        b"BM,Mug",
        b"MM00*,x",
        b"[sku],[name]",
        b'{"sku",name}',
        b"<b>,x",
        b"BZh,x",
        b"%PDF,x",
        b"GIF88a",
    ],
)
def test_text_that_begins_like_another_format_is_text(head: bytes) -> None:
    refuse_other_formats(head)


@pytest.mark.parametrize(
    ("head", "binary"),
    [
        (b"sku,name\n" * 100, False),
        (b"\x01" * 7, False),
        (b"\x01" * 8, True),
        (b"\x01" * 8 + b"a" * 392, False),
        (b"\x01" * 8 + b"a" * 391, True),
        (b"\x01" * 8 + b"a" * 100 + b"\0" * 5_000, True),  # padding hides nothing
        (b"a\tb\r\n\x1a\x1b\x0b\x0c" * 50, False),
        (b"\0" * 500, False),
    ],
)
def test_many_control_characters_are_no_table(head: bytes, binary: bool) -> None:
    if binary:
        with pytest.raises(FileFailure) as failure:
            refuse_binary(head)
        assert (failure.value.code, failure.value.message) == ("not_a_table", binary_file().message)
    else:
        refuse_binary(head)
