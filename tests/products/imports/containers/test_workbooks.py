"""A sheet → CSV text, by the real process: every row on its number, every cell as the spreadsheet shows it."""

import datetime
import io
import os
import signal
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports.containers import limits as settings_of
from products.imports.containers import workbooks
from products.imports.containers.kinds import Kind
from products.imports.containers.workbooks import ReaderDied, SheetFacts, SheetName
from tests.products.imports.containers.books import CSV, ROWS, ods, ods_cell, ods_of, packed, saved, xls, xlsx
from tests.products.imports.containers.readers import readers

DAY = datetime.date(2026, 3, 1)


class Folder:
    """Where the sheet and its text are."""

    def __init__(self, path: Path) -> None:
        self._path, self._text = path, path / "text.csv"

    def read(self, content: bytes, kind: Kind = Kind.XLSX, *, sheet: str = "") -> tuple[str, SheetFacts]:
        book = self._path / f"book.{kind}"
        book.write_bytes(content)
        facts = workbooks.write_text(
            book, kind, self._text, sheet=sheet, limits=settings_of.limits(), go_on=lambda: None
        )
        return self._text.read_text(), facts

    def text(self, content: bytes, kind: Kind = Kind.XLSX) -> str:
        return self.read(content, kind)[0]

    def failure(self, content: bytes, kind: Kind = Kind.XLSX, *, sheet: str = "") -> FileFailure:
        with pytest.raises(FileFailure) as raised:
            self.read(content, kind, sheet=sheet)
        return raised.value

    def sheets(self, content: bytes) -> list[SheetName]:
        book = self._path / "book.xlsx"
        book.write_bytes(content)
        return workbooks.sheets(book, Kind.XLSX, limits=settings_of.limits(), go_on=lambda: None)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def sheet_with(*cells: tuple[str, Any, str]) -> openpyxl.Workbook:
    """Place, value, number format."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, value, number_format in cells:
        sheet[place] = value
        sheet[place].number_format = number_format
    return book


@pytest.mark.parametrize(("content", "kind"), [(xlsx(), Kind.XLSX), (xls(), Kind.XLS), (ods(), Kind.ODS)])
def test_every_kind_gives_the_text_of_its_csv(content: bytes, kind: Kind, folder: Folder) -> None:
    text, facts = folder.read(content, kind)

    assert text.encode() == CSV
    assert (facts.sheet, facts.others) == ("Products", [])


def test_rows_and_columns_stand_where_they_stand_in_the_sheet(folder: Folder) -> None:
    book = sheet_with(("B3", "sku", "@"), ("C3", "name", "@"), ("B4", "A-1", "@"), ("C4", "Mug", "@"), ("B7", 7, "0"))

    assert folder.text(saved(book)) == "\n\n,sku,name\n,A-1,Mug\n\n\n,7,\n"


def test_cells_are_written_as_shown(folder: Folder) -> None:
    book = sheet_with(
        ("A1", "00012", "@"), ("B1", 12345678901234, "General"),
        ("A2", 0.30000000000000004, "0.00"), ("B2", 0.125, "0.00%"),
        ("A3", 12.5, "#,##0.00 [$€-407]"), ("B3", True, "General"),
        ("A4", DAY, "dd.mm.yyyy"), ("B4", datetime.datetime(2026, 3, 1, 12, 30), "yyyy-mm-dd hh:mm"),
        ("A5", 'say "hi", you\nthere', "@"), ("B5", "=A2*2", "General"),
        ("A6", 123456789012345678, "0"), ("B6", "1850-05-01", "@"),
        ("A7", 60, "yyyy-mm-dd"), ("B7", -3, "yyyy-mm-dd"),
    )  # fmt: skip

    assert folder.text(saved(book)) == (
        "00012,12345678901234\n"
        "0.3,0.125\n"
        "12.5,TRUE\n"
        "2026-03-01,2026-03-01 12:30:00\n"
        '"say ""hi"", you\nthere",\n'
        "1.23456789012346E+17,1850-05-01\n"
        "########,########\n"
    )


def test_dates_counted_from_1904_are_the_same_days(folder: Folder) -> None:
    book = sheet_with(("A1", DAY, "yyyy-mm-dd"), ("B1", datetime.date(1904, 1, 2), "yyyy-mm-dd"))
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0]["A1"] = DAY
    book.worksheets[0]["B1"] = datetime.date(1904, 1, 2)

    assert folder.text(saved(book)) == "2026-03-01,1904-01-02\n"


def test_merged_cells_have_their_value_once_and_hidden_rows_are_read(folder: Folder) -> None:
    book = sheet_with(("A1", "Prices of spring", "@"), ("A2", "sku", "@"), ("B2", "name", "@"), ("A3", "A", "@"))
    book.worksheets[0].merge_cells("A1:B1")
    book.worksheets[0].row_dimensions[3].hidden = True

    assert folder.text(saved(book)) == "Prices of spring,\nsku,name\nA,\n"


def hidden_xlsx() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx()))
    sheet = book.worksheets[0]
    for row in (2, 3, 50):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = sheet.column_dimensions["F"].hidden = True
    return saved(book)


def hidden_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Products")
    for number, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    for number in (1, 2, 50):
        sheet.row(number).hidden = True
    sheet.col(1).hidden = sheet.col(5).hidden = True
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def hidden_ods() -> bytes:
    first, *rows = ["".join(ods_cell("string", "", str(cell)) for cell in row) for row in ROWS]
    columns = ["<table:table-column/>", '<table:table-column table:visibility="collapse"/>', "<table:table-column/>"]
    hidden = [
        f'<table:table-row table:visibility="{kind}">{row}</table:table-row>'
        for kind, row in zip(("collapse", "filter"), rows, strict=True)
    ]
    blank = '<table:table-row table:visibility="collapse"><table:table-cell/></table:table-row>'
    return ods_of([*columns, f"<table:table-row>{first}</table:table-row>", *hidden, blank])


@pytest.mark.parametrize(
    ("content", "kind"), [(hidden_xlsx(), Kind.XLSX), (hidden_xls(), Kind.XLS), (hidden_ods(), Kind.ODS)]
)
def test_hidden_rows_and_columns_with_text_are_counted(content: bytes, kind: Kind, folder: Folder) -> None:
    text, facts = folder.read(content, kind)

    assert len(text.splitlines()) == len(ROWS)
    assert (facts.hidden_rows, facts.hidden_columns) == (2, 1)


@pytest.mark.parametrize(("content", "kind"), [(xlsx(), Kind.XLSX), (xls(), Kind.XLS), (ods(), Kind.ODS)])
def test_nothing_is_hidden_in_most_sheets(content: bytes, kind: Kind, folder: Folder) -> None:
    facts = folder.read(content, kind)[1]

    assert (facts.hidden_rows, facts.hidden_columns) == (0, 0)


def test_formula_has_its_stored_value(folder: Folder) -> None:
    book = saved(sheet_with(("A1", "sku", "@"), ("B1", "=1+1", "0"), ("C1", "end", "@")))
    stored = rewritten(book, "<v></v>", "<v>2</v>")

    assert folder.text(stored) == "sku,2,end\n"


def rewritten(book: bytes, before: str, after: str) -> bytes:
    """The workbook with other words in its first sheet."""
    return with_parts(book, lambda part: part.replace(before, after).replace(before.replace("></v>", " />"), after))


def with_parts(book: bytes, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    return packed(parts | {sheet: change(parts[sheet].decode()).encode()})


def test_errors_are_told_and_not_taken_for_blank(folder: Folder) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Products")
    sheet.write(0, 0, "sku")
    sheet.row(1).set_cell_error(0, "#REF!")
    sheet.row(2).set_cell_error(0, 0x2A)
    output = io.BytesIO()
    book.save(output)
    in_ods = ods_of(
        f"<table:table-row>{cell}</table:table-row>"
        for cell in (
            ods_cell("string", "", "sku"),
            ods_cell("string", 'office:string-value="" calcext:value-type="error"', "#REF!"),
            ods_cell("float", 'office:value="0" calcext:value-type="error"', "#N/A"),
        )
    )

    told = "sku\n#REF!\n#N/A\n"
    assert folder.text(saved(sheet_with(("A1", "sku", "@"), ("A2", "#REF!", "@"), ("A3", "#N/A", "@")))) == told
    assert folder.text(output.getvalue(), Kind.XLS) == told
    assert folder.text(in_ods, Kind.ODS) == told


def test_line_breaks_of_open_document_are_kept(folder: Folder) -> None:
    row = ods_cell("string", "", "a<text:line-break/>b<text:s text:c='3'/>c", "d") + ods_cell("string", "", "x")

    assert folder.text(ods_of([f"<table:table-row>{row}</table:table-row>"]), Kind.ODS) == '"a\nb   c\nd",x\n'


def test_columns_of_numbers_are_told_unless_some_are_typed_as_text(folder: Folder) -> None:
    text, facts = folder.read(xlsx({"P": [["sku", "weight", "width"], ["A", 1.25, 1.125], ["B", 2.375, "1,5"]]}))

    assert text == 'sku,weight,width\nA,1.25,1.1250\nB,2.375,"1,5"\n'
    assert facts.points == [1]


def test_million_blank_rows_cost_nothing(folder: Folder) -> None:
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 300_000))
    text = folder.text(with_parts(xlsx(), lambda part: part.replace("</sheetData>", f"{blank}</sheetData>")))
    cell = '<table:table-cell table:style-name="s"/>'
    repeated = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'

    assert text.encode() == CSV
    row = f"<table:table-row>{ods_cell('string', '', 'sku')}</table:table-row>"
    assert folder.text(ods_of([row, repeated]), Kind.ODS) == "sku\n"


@pytest.mark.parametrize(
    ("sheet", "read"), [("", "Prices"), ("Stock", "Stock"), (" stock ", "Stock"), ("Old", "Old"), ("Cover", "Cover")]
)
def test_first_sheet_with_a_table_is_read_or_the_one_that_is_named(sheet: str, read: str, folder: Folder) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Cover": [["Our prices"]],
        "Old": ROWS,
        "Prices": ROWS,
        "Stock": ROWS,
        "Empty": [],
    }
    book = xlsx(sheets, hidden=["Old"])

    _, facts = folder.read(book, sheet=sheet)

    assert facts.sheet == read
    assert facts.others == ([] if sheet else ["Stock", "Old"])
    assert folder.sheets(book) == [
        ("Cover", False), ("Prices", False), ("Stock", False), ("Empty", False), ("Old", True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "read"),
    [
        ([["Hardware Smith"], ["Street", "12 Mill Lane"], ["Phone", "0123 456"], ["Valid from", "1 December"]], "List"),
        ([["Code", "Price"], ["A-1", 5.5], ["A-2", 7]], "First"),
        ([["SKU", "Price"], ["A-1", "1,50 €"], ["A-2", "2,50 €"]], "First"),
        ([["Code", "Name", "Price"], ["A-1", "Kettle", "on request"]], "First"),
    ],
)
def test_sheet_with_an_address_is_passed_over(first: list[list[object]], read: str, folder: Folder) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "First"
    for row in first:
        book.worksheets[0].append(row)
    goods = book.create_sheet("List")
    for line in ("Code,Name,Net", "B-1,Hammer,12", "B-2,Saw,9"):
        goods.append(line.split(","))
    assert folder.read(saved(book))[1].sheet == read


def test_workbook_of_200_sheets_is_read(folder: Folder) -> None:
    book = xlsx({f"Sheet {number}": ROWS if number == 150 else [["x"]] for number in range(200)})

    assert folder.read(book)[1].sheet == "Sheet 150"
    assert len(folder.sheets(book)) == 200


def test_sheet_that_is_not_there_is_refused_with_the_names_of_the_others(folder: Folder) -> None:
    found = folder.failure(xlsx({"Prices": ROWS, "Stock": ROWS}), sheet="Pricse")

    assert (found.code, found.message) == (
        "unknown_sheet", "This workbook has no sheet “Pricse”. Its sheets are “Prices”, “Stock”."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (xlsx({"Empty": [], "Also": []}), Kind.XLSX, "empty_file"),
        (packed({"[Content_Types].xml": b"<x", "xl/workbook.xml": b"<x"}), Kind.XLSX, "spreadsheet_invalid"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000, Kind.XLS, "spreadsheet_invalid"),
        (packed({"mimetype": b"x", "content.xml": b"<office"}), Kind.ODS, "spreadsheet_invalid"),
    ],
)
def test_workbook_that_holds_nothing_to_read_is_refused(content: bytes, kind: Kind, code: str, folder: Folder) -> None:
    assert folder.failure(content, kind).code == code


def test_workbook_with_a_password_is_refused_with_that_reason(folder: Folder) -> None:
    book, name = xls(), "Workbook".encode("utf-16-le")
    at = book.index(name)
    locked = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + (34).to_bytes(2, "little")

    found = folder.failure(book[:at] + locked + book[at + 66 :], Kind.XLS)

    assert (found.code, "protected with a password" in found.message) == ("spreadsheet_invalid", True)


def test_workbook_whose_list_lies_about_its_sheet_is_refused_or_read_whole(folder: Folder) -> None:
    book = xlsx()
    at = book.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    small, large = (book[:at] + size.to_bytes(4, "little") + book[at + 4 :] for size in (20, 400_000_000))

    assert folder.failure(small).code == "spreadsheet_invalid"
    assert folder.text(large).encode() == CSV


def test_sheet_with_too_many_cells_is_refused(folder: Folder, settings: Settings) -> None:
    settings.IMPORT_MAX_CELLS = 8

    found = folder.failure(xlsx())

    assert found.code == "too_large"
    assert "spans 3 rows and 3 columns; at most 8 cells" in found.message


def test_stray_cell_in_the_last_corner_takes_no_memory(folder: Folder) -> None:
    book = sheet_with(("A1", "sku", "@"), ("XFD1048576", "x", "@"))

    found = folder.failure(saved(book))

    assert found.code == "too_large"
    assert "delete them" in found.message


@pytest.mark.parametrize(("rows", "columns"), [(1_000_000, 16_000), (90_000, 1_000)])
def test_repeated_cells_take_no_more_memory_than_is_allowed(rows: int, columns: int, folder: Folder) -> None:
    cell = ods_cell("string", f'table:number-columns-repeated="{columns}"', "x" * 100)
    bomb = ods_of([f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'])

    assert folder.failure(bomb, Kind.ODS).code == "too_large"


def test_text_that_is_longer_than_a_file_may_be_is_refused(folder: Folder, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = len(CSV) - 1

    assert folder.failure(xlsx()).code == "too_large"


def test_process_that_is_killed_is_no_fault_of_the_file(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx())

    def kill() -> None:
        for pid in readers():
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(ReaderDied, match="-9"):
        workbooks.write_text(book, Kind.XLSX, tmp_path / "text", sheet="", limits=settings_of.limits(), go_on=kill)


def test_process_ends_when_the_sheet_is_no_longer_wanted(tmp_path: Path) -> None:
    book, seen = tmp_path / "book.xlsx", list[int]()
    book.write_bytes(xlsx())

    def stop() -> None:
        seen.extend(readers())
        raise InterruptedError

    with pytest.raises(InterruptedError):
        workbooks.write_text(book, Kind.XLSX, tmp_path / "text", sheet="", limits=settings_of.limits(), go_on=stop)

    assert len(seen) == 1
    assert readers() == []


CUPS: list[list[object]] = [["Cups"], [None], ["Price", "SKU ", "name"], [3, "B-1", "Cup"], [4.5, "B-2", "Jug"]]


def goods(letter: str) -> list[list[object]]:
    """Of one sheet among several, with what stands on all of them."""
    rows: list[list[object]] = [
        [f"{letter}{number}", f"{letter} of {number}", "pc", 1.5 + number, "last ones" if number == 3 else None]
        for number in range(9)
    ]
    wide: list[list[object]] = [[*[None] * 6, 1.5]] if letter == "A" else []
    return [["code", "name", "unit", "price", "note"], *rows, ["Prices without tax"], *wide]


def test_sheets_with_the_same_columns_are_one_table(folder: Folder) -> None:
    sheets: dict[str, list[list[object]]] = {"Kettles": ROWS, "Cups": CUPS, "Contacts": [["Jo", "1"], ["Al", "2"]]}
    book = openpyxl.load_workbook(io.BytesIO(xlsx(sheets)))
    book["Cups"].insert_cols(1)
    book["Cups"]["D5"].value, book["Cups"]["D5"].data_type = "#REF!", "e"

    text, facts = folder.read(saved(book))

    assert text == "sku,name,price\nA-1,Kettle,10\n00012,Mug,12.5\nSKU ,name,Price\nB-1,Cup,3\nB-2,#REF!,4.5\n"
    assert (facts.sheet, facts.joined, facts.others) == ("Kettles", [("Cups", 4)], ["Contacts"])
    assert folder.read(saved(book), sheet="Kettles")[1].joined == []
    assert folder.read(xlsx({letter: goods(letter) for letter in "ABC"}))[1].joined == [("B", 13), ("C", 24)]


@pytest.mark.parametrize(
    "other",
    [
        [["sku", "name", "price"], ["A-1", "Kettle of last year", 8], ["B-2", "Cup", 3]],
        [["sku", "name"], ["B-2", "Cup"]],
        [["code", "name", "price"], ["B-2", "Cup", 3]],
    ],
)
def test_sheets_with_the_same_products_or_other_columns_stay_apart(other: list[list[object]], folder: Folder) -> None:
    text, facts = folder.read(xlsx({"New": ROWS, "Old": other}))

    assert (text.encode(), facts.joined, facts.others) == (CSV, [], ["Old"])


FORMATTED = [("A-1", "#,##0.00", 19.3548), (330, "000000", 12.5), (12, "0", 3)]


def formatted_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Products")
    for row, (code, number_format, price) in enumerate(FORMATTED):
        sheet.write(row, 0, code, xlwt.easyxf(num_format_str=number_format))
        sheet.write(row, 1, price, xlwt.easyxf(num_format_str="#,##0.00"))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def formatted_ods() -> bytes:
    style = '<number:number min-integer-digits="6"/>'
    rows = [
        ods_cell("string", "", "A-1") + ods_cell("float", 'office:value="19.3548"', "19,35 €"),
        ods_cell("float", 'office:value="330"', "000330") + ods_cell("currency", 'office:value="12.5"', "12,50 €"),
        ods_cell("float", 'office:value="12"', "12") + ods_cell("float", 'office:value="3"', "3,00"),
    ]
    return ods_of([style, *(f"<table:table-row>{row}</table:table-row>" for row in rows)])


def formatted_xlsx() -> bytes:
    cells = [(f"A{row}", code, of) for row, (code, of, _) in enumerate(FORMATTED, 1)]
    prices = [(f"B{row}", price, "#,##0.00") for row, (*_, price) in enumerate(FORMATTED, 1)]
    return saved(sheet_with(*cells, *prices))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(formatted_xlsx(), Kind.XLSX), (formatted_xls(), Kind.XLS), (formatted_ods(), Kind.ODS)],
)
def test_numbers_that_are_codes_keep_their_zeros_and_computed_ones_two_decimals(
    content: bytes, kind: Kind, folder: Folder
) -> None:
    assert folder.text(content, kind) == "A-1,19.35\n000330,12.5\n12,3\n"


def test_formats_of_sheets_that_are_joined_are_those_of_their_cells(folder: Folder) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Kettles": ROWS, "Cups": [ROWS[0], [7, "Cup", 1.2345]]})))
    book["Cups"]["A2"].number_format, book["Cups"]["C2"].number_format = "0000", "0.00"

    assert folder.text(saved(book)).endswith("sku,name,price\n0007,Cup,1.23\n")


def test_amounts_that_were_typed_are_written_as_the_numbers_beside_them(folder: Folder) -> None:
    rows: list[list[object]] = [["sku", "price", "size"], ["A", 3.33, "5,73"], ["B", "€ 5,73", "1,20"]]

    assert folder.text(xlsx({"Products": rows})) == 'sku,price,size\nA,3.33,"5,73"\nB,€ 5.73,"1,20"\n'
