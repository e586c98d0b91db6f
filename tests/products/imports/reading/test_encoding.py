import codecs

import pytest

from products.fields.reasons import FileFailure
from products.imports.reading import open_table
from tests.products.imports.reading.files import SMALL_BLOCKS, Trickle, cells, read, table_of

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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_a_mark(encoding: str) -> None:
    assert cells("sku,name\nA1,Größe\nA2,Mug\n".encode(encoding)) == [["A1", "Größe"], ["A2", "Mug"]]


def test_utf_32_fails_with_its_name() -> None:
    failure = failure_of("sku,name\nA1,Größe\nA2,Mug\n".encode("utf-32"))
    assert (failure.code, "UTF-32" in failure.message) == ("encoding_unknown", True)


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


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Größe “é”"),
        ("mac-roman", "émaillé"),
        ("cp1250", "Śruba żółta"),
        ("cp1251", "Болт"),
        ("shift_jis", "ボルト 表"),
        ("gb18030", "不锈钢"),
        ("big5", "不鏽鋼 功"),
        ("utf-16", "Größe"),
    ],
)
def test_the_encoding_that_a_person_names_is_taken(encoding: str, text: str) -> None:
    content = f"sku,name\nA1,{text}\nA2,Mug\n".encode(encoding)
    assert cells(content, encoding=encoding) == [["A1", text], ["A2", "Mug"]]


def test_no_part_of_a_character_of_two_bytes_is_a_separator() -> None:
    """In Shift JIS the second byte of some characters is that of `|`."""
    text = "ポ" * 3
    assert b"|" in text.encode("shift_jis")
    assert cells(f"sku|name\nA1|{text}\n".encode("shift_jis"), encoding="shift_jis") == [["A1", text]]


def test_bytes_that_the_encoding_does_not_have_cost_their_row() -> None:
    good = "".join(f"A{number},Größe\n" for number in range(5)).encode("cp1252")
    chunk = read(HEADER + good + b"B1,Gr\x81\xf6e\n" + b"C1,plain\n", encoding="cp1252")
    assert [row.cells[0] for row in chunk.rows] == ["A0", "A1", "A2", "A3", "A4", "C1"]
    assert [refusal.reasons[0].code for refusal in chunk.refusals] == ["invalid_encoding"]


def test_a_file_that_cannot_be_what_a_person_named_fails_with_that_name() -> None:
    failure = failure_of(HEADER + b"A1,\x81\x8d\x8f\n" * 30, encoding="cp1252")
    assert failure.code == "encoding_unknown"
    assert failure.message.startswith("This file is not saved as Windows, Western Europe (cp1252)")


def test_an_encoding_that_nobody_knows_is_refused_by_its_name() -> None:
    assert table_of(HEADER, encoding="UTF-8").header == ["sku", "name"]
    failure = failure_of(HEADER, encoding="utf-7")
    assert (failure.code, "“utf-7”" in failure.message) == ("encoding_unknown", True)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_the_position_is_that_in_the_file(encoding: str) -> None:
    content = ("sku,name\n" + "A1,Größe\n" * 20_000).encode(encoding)
    assert read(content, encoding=encoding).bytes_read == len(content)
    table = table_of(content, encoding=encoding)
    half = next(chunk for chunk in table.chunks(10_000))
    assert abs(half.bytes_read - len(content) / 2) < len(content) / 6


def test_characters_that_blocks_cut_apart_are_read() -> None:
    content = HEADER.decode() + "".join(f"A{number},ポルト 茶\n" for number in range(50))
    for encoding in ("shift_jis", "utf-16"):
        data = content.encode(encoding)
        table = open_table(Trickle(data), encoding=encoding, limits=SMALL_BLOCKS)
        assert [row.cells[1] for chunk in table.chunks() for row in chunk.rows] == ["ポルト 茶"] * 50
