"""The door for containers: content decides what a file is, and what cannot be taken out is refused with a reason."""

import io
import struct
import zipfile

import pytest
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports.containers.kinds import kind_of
from products.imports.containers.limits import limits
from products.imports.containers.opening import layers_of
from tests.products.imports.containers.books import CSV, gz, ods, packed, xls, xlsx

LETTER = b"Dear customer,\r\n\r\nour new prices, as always, hold from May on.\r\nKind regards, your wholesaler\r\n"


def layers(content: bytes) -> list[str]:
    file = io.BytesIO(content)
    found = [*map(str, layers_of(file, limits()))]
    assert file.tell() == 0
    return found


def failure(content: bytes) -> FileFailure:
    with pytest.raises(FileFailure) as raised:
        layers(content)
    return raised.value


def encrypted(content: bytes) -> bytes:
    """The archive with the mark of encryption on its first file, in both places."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:6] + struct.pack("<H", 1) + content[8:at] + struct.pack("<H", 1) + content[at + 2 :]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (CSV, []),
        (gz(), ["gzip"]),
        (packed({"products.csv": CSV}), ["zip"]),
        (packed({"xl/products.csv": CSV}), ["zip"]),
        (packed({"a/": b"", "a/p.csv": CSV, "__MACOSX/a/._p.csv": b"x", ".DS_Store": b"x"}), ["zip"]),
        (xlsx(), ["xlsx"]),
        (xls(), ["xls"]),
        (ods(), ["ods"]),
        (packed({"Liesmich.txt": LETTER, "Prices.TXT": b"a\tb\n" * 3, "logo.png": b"x"}), ["zip"]),
        (packed({"terms.pdf": b"%PDF-1.7", "prices.xlsx": xlsx()}), ["zip", "xlsx"]),
        (packed({"prices.xlsx": xlsx()}), ["zip", "xlsx"]),
        (packed({"prices.ods": ods()}), ["zip", "ods"]),
        (gz(xls()), ["gzip", "xls"]),
        (gz(xlsx()), ["gzip", "xlsx"]),
    ],
)  # fmt: skip
def test_content_tells_what_a_file_comes_in(content: bytes, found: list[str]) -> None:
    assert layers(content) == found


def test_first_bytes_do_not_look_at_names() -> None:
    assert kind_of(b"sku,name\n") == "text"
    assert kind_of(b"") == "text"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (packed({"a.csv": CSV, "b/c.csv": CSV}), "holds 2 files: “a.csv”, “b/c.csv”."),
        (packed({f"{n}.csv": CSV for n in range(13)}), "“9.csv” and 3 more."),
        (packed({"a.csv": CSV, "b.txt": b"a;b\n" * 3}), "holds 2 files: “a.csv”, “b.txt”."),
        (packed({"a.csv": CSV, "b.txt": b"A 1   Mug   9.50\n" * 5}), "holds 2 files"),
        (packed({"a.txt": LETTER, "b.pdf": b"%PDF-1.7"}), "holds 2 files"),
        (packed({}), "is empty"),
        (packed({"folder/": b"", "__MACOSX/x": b"x"}), "is empty"),
        (packed({"a.csv": CSV}, method=zipfile.ZIP_BZIP2), "packed in a way that we cannot read"),
        (encrypted(packed({"a.csv": CSV})), "protected with a password"),
        (packed({"a.zip": packed({"a.csv": CSV})}), "holds another archive"),
        (packed({"a.csv.gz": gz()}), "holds another archive"),
        (gz(gz()), "holds another archive"),
        (gz(b"\0" * 257 + b"ustar" + b"\0" * 250), "holds another archive"),
        (gz()[:5], "gzip archive is damaged"),
        (packed({"a.csv": CSV})[:-30], "zip archive is damaged"),
        (b"PK\x03\x04 and no more", "zip archive is damaged"),
    ],
)
def test_archive_that_cannot_be_taken_apart_is_refused_with_its_reason(content: bytes, sentence: str) -> None:
    found = failure(content)

    assert found.code == "archive_invalid"
    assert sentence in found.message


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packed({"[Content_Types].xml": b"x", "word/document.xml": b"x"}), "a Word document (.docx)"),
        (packed({"[Content_Types].xml": b"x", "ppt/presentation.xml": b"x"}), "a PowerPoint presentation (.pptx)"),
        (packed({"[Content_Types].xml": b"x", "xl/workbook.bin": b"x"}), "an Excel binary workbook (.xlsb)"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}), "no spreadsheet"),
        (packed({"products.pdf": b"%PDF-1.7"}), "a PDF document"),
        (gz(b"<html><body>"), "an HTML page"),
        (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    ],
)
def test_what_is_neither_text_nor_a_workbook_is_called_by_its_name(content: bytes, name: str) -> None:
    found = failure(content)

    assert found.code == "unsupported_format"
    assert name in found.message


@pytest.mark.parametrize("content", [gz(b""), packed({"a.csv": b""})])
def test_empty_file_in_an_archive_is_called_empty(content: bytes) -> None:
    assert failure(content).code == "empty_file"


def test_workbook_whose_parts_are_too_large_is_refused_before_it_is_read(settings: Settings) -> None:
    settings.IMPORT_MAX_WORKBOOK_BYTES = 1_000

    found = failure(xlsx())

    assert found.code == "too_large"
    assert "the limit is 1,000 B" in found.message


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_workbook_with_two_parts_of_one_name_is_refused() -> None:
    output = io.BytesIO(xlsx())
    with zipfile.ZipFile(output, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")

    assert failure(output.getvalue()).code == "archive_invalid"


def test_list_of_files_as_long_as_the_archive_is_not_read() -> None:
    many = packed({f"{number:07}{'x' * 200}.csv": b"" for number in range(10_000)}, method=zipfile.ZIP_STORED)

    assert failure(many).code == "archive_invalid"
    assert "damaged" in failure(many).message
