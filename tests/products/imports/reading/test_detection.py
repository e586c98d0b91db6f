import gzip
import io
import json
import random
import zipfile

import pytest

from products.fields.reasons import FileFailure
from tests.products.imports.reading.files import table_of


def failure_of(content: bytes) -> FileFailure:
    with pytest.raises(FileFailure) as failure:
        table_of(content)
    return failure.value


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "text")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (gzip.compress(b"sku,name\nA1,Mug\n", mtime=0), "a gzip archive"),
        (zipped("products.csv"), "a zip archive"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (zipped("mimetype", "content.xml"), "an OpenDocument spreadsheet (.ods)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "an old Excel workbook (.xls)"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"\n<!DOCTYPE html>\n<html><body><table><tr><td>sku</td></tr></table>", "an HTML page"),
        (b"<table><tr><td>sku,name</td></tr></table>", "an HTML page"),
        (b'<?xml version="1.0"?><products/>', "an XML document"),
        (json.dumps([{"sku": "A1", "name": "Mug"}], indent=2).encode(), "JSON"),
        (b'{"sku": "A1", "name": "Mug"}\n', "JSON"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\0\x01\0", "a GIF image"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP image"),
        (b"SQLite format 3\0", "an SQLite database"),
    ],
)
def test_other_formats_are_refused_by_name(content: bytes, name: str) -> None:
    failure = failure_of(content)
    assert failure.code == "unsupported_format"
    assert failure.message.startswith(f"This file is {name}, not a CSV file. ")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b" \n"])
def test_html_is_recognised_after_a_mark_or_blanks(start: bytes) -> None:
    assert failure_of(start + b"<html><p>sku,name").code == "unsupported_format"


def test_binary_file_is_no_table() -> None:
    content = random.Random(1).randbytes(100_000)
    failure = failure_of(content)
    assert (failure.code, "binary file" in failure.message) == ("not_a_table", True)


def test_nul_bytes_without_a_header_are_no_table() -> None:
    assert failure_of(b"a\0b\nc\0d\n").code == "not_a_table"


@pytest.mark.parametrize("first", ["[sku],name", "{sku},name", "<b>sku</b>,sku,name", "PK,sku,name", "BM,sku,name"])
def test_text_that_only_begins_like_another_format_is_read(first: str) -> None:
    assert table_of(f"{first}\nA1,Mug\n").header[-1] == "name"
