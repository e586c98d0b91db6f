import codecs

import pytest

from products.fields.reasons import FileFailure
from tests.products.imports.reading.files import SMALL_BLOCKS, cells, read, table_of

HEADER = b"sku,name\n"


def failure_of(content: bytes, *, encoding: str | None = None) -> FileFailure:
    with pytest.raises(FileFailure) as failure:
        for _ in table_of(content, encoding=encoding).chunks():
            pass
    return failure.value


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_utf_8_is_read_with_and_without_a_mark(mark: bytes) -> None:
    content = mark + "sku,name\nA1,Tasse für Öl 🫖 茶\n".encode()
    assert table_of(content).header == ["sku", "name"]
    assert cells(content) == [["A1", "Tasse für Öl 🫖 茶"]]


def test_utf_8_is_read_when_blocks_cut_characters_apart() -> None:
    content = HEADER + "".join(f"A{number},Öl 🫖 茶 für\n" for number in range(50)).encode()
    assert cells(content, limits=SMALL_BLOCKS) == [[f"A{number}", "Öl 🫖 茶 für"] for number in range(50)]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp1251", "shift_jis", "gb18030", "big5"])
def test_another_encoding_fails_and_says_what_to_do(encoding: str) -> None:
    texts = {"cp1251": "Чашка", "shift_jis": "茶わん", "gb18030": "茶杯", "big5": "茶杯"}
    rows = "".join(f"A{number},{texts.get(encoding, 'Größe')}\n" for number in range(5))
    failure = failure_of(HEADER + rows.encode(encoding))
    assert failure.code == "encoding_unknown"
    assert "save it as “CSV UTF-8”" in failure.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_fail_with_their_name(encoding: str) -> None:
    failure = failure_of("sku,name\nA1,Größe\nA2,Mug\n".encode(encoding))
    assert (failure.code, encoding[:6].upper() in failure.message) == ("encoding_unknown", True)


def test_rows_that_are_not_utf_8_are_refused_when_they_are_few() -> None:
    good = "".join(f"A{number},Größe\n" for number in range(3)).encode()
    chunk = read(HEADER + good + b"B1,Gr\xf6\xdfe\n" + b"C1,plain\n")
    assert [row.cells[0] for row in chunk.rows] == ["A0", "A1", "A2", "C1"]
    (refusal,) = chunk.refusals
    assert (refusal.record_number, refusal.raw, refusal.reasons[0].code) == (5, "B1,Gr��e", "invalid_encoding")


def test_a_file_fails_when_ten_rows_and_a_third_of_its_accented_rows_are_not_utf_8() -> None:
    good = "A1,Größe\nA2,Größe\n".encode()
    failure = failure_of(HEADER + (good + b"B1,Gr\xf6\xdfe\n") * 10)
    assert failure.code == "encoding_unknown"
    assert "The first one is on line 4." in failure.message


def test_a_file_fails_at_its_end_when_the_damage_comes_late() -> None:
    late = b"A1,Mug\n" * 60_000 + b"B1,Gr\xf6\xdfe\n" * 10
    table = table_of(HEADER + late)
    chunks = table.chunks()
    assert len(next(chunks).rows) == 5_000
    with pytest.raises(FileFailure):
        list(chunks)


def test_damage_inside_a_quoted_cell_over_lines_costs_that_row() -> None:
    good = "".join(f"A{number},Größe\n" for number in range(9)).encode()
    chunk = read(HEADER + good + b'B1,"one\ntw\xf6\nthree"\nC1,plain\n')
    assert [refusal.line_number for refusal in chunk.refusals] == [11]
    assert chunk.rows[-1].cells == ["C1", "plain"]


def test_encoding_that_a_person_named_is_taken_only_if_it_is_utf_8() -> None:
    assert table_of(HEADER, encoding="UTF-8").header == ["sku", "name"]
    assert failure_of(HEADER, encoding="cp1252").code == "encoding_unknown"
