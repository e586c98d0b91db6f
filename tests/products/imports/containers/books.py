"""Archives and workbooks, made for tests."""

import gzip
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import openpyxl
import xlwt

ROWS: list[list[object]] = [["sku", "name", "price"], ["A-1", "Kettle", 10], ["00012", "Mug", 12.5]]
CSV = b"sku,name,price\nA-1,Kettle,10\n00012,Mug,12.5\n"

_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>'
)
_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:calcext">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def gz(content: bytes = CSV) -> bytes:
    return gzip.compress(content, mtime=0)


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def xlsx(sheets: Mapping[str, Iterable[Sequence[object]]] | None = None, *, hidden: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (sheets or {"Products": ROWS}).items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def xls(rows: Iterable[Sequence[object]] = ROWS) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Products")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def ods_cell(kind: str, attributes: str, *paragraphs: str) -> str:
    text = "".join(f"<text:p>{each}</text:p>" for each in paragraphs)
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{text}</table:table-cell>'


def ods(rows: Iterable[Sequence[object]] = ROWS) -> bytes:
    return ods_of(f"<table:table-row>{''.join(map(_ods_value, row))}</table:table-row>" for row in rows)


def ods_of(rows: Iterable[str]) -> bytes:
    content = _CONTENT.format(f'<table:table table:name="Products">{"".join(rows)}</table:table>')
    parts = {"mimetype": _ODS_TYPE, "META-INF/manifest.xml": _MANIFEST, "content.xml": content}
    return packed({name: part.encode() for name, part in parts.items()}, method=zipfile.ZIP_STORED)


def _ods_value(cell: object) -> str:
    if isinstance(cell, int | float):
        return ods_cell("float", f'office:value="{cell}"', str(cell))
    return ods_cell("string", "", escape(str(cell)))
