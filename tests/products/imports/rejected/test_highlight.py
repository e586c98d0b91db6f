import pytest

from products.imports.rejected.highlight import SHOWN_CHARACTERS, Fragment, marked


def bad(text: str) -> Fragment:
    return Fragment(text, is_bad=True)


def plain(text: str) -> Fragment:
    return Fragment(text, is_bad=False)


@pytest.mark.parametrize(
    ("raw", "values", "parts"),
    [
        ("A-1,Lamp,12,5O", ["12,5O"], [plain("A-1,Lamp,"), bad("12,5O")]),
        ('"1.23E+11",Cable', ["1.23E+11"], [plain('"'), bad("1.23E+11"), plain('",Cable')]),
        ("A;-4;maybe;", ["maybe", "-4"], [plain("A;"), bad("-4"), plain(";"), bad("maybe"), plain(";")]),
        (",Cup,9", [""], [plain(",Cup,9")]),
        ("4,Cup,4", ["4"], [plain("4,Cup,4")]),
        ("A-14,Cup,4", ["4"], [plain("A-14,Cup,"), bad("4")]),
        ("A-1,Cup,9", ["not there"], [plain("A-1,Cup,9")]),
        ("A-1, 4.5 ,x", [" 4.5 "], [plain("A-1, "), bad("4.5"), plain(" ,x")]),
        ("", ["x"], []),
    ],
)
def test_marks_values_that_stand_in_one_place_only(raw: str, values: list[str], parts: list[Fragment]) -> None:
    assert marked(raw, [{"value": value} for value in values]) == parts


def test_marks_a_stretch_once_when_two_values_overlap() -> None:
    parts = marked("A,12,5O,x", [{"value": "12,5O"}, {"value": "5O,x"}])

    assert parts == [plain("A,"), bad("12,5O"), plain(",x")]


def test_shows_of_a_long_row_what_is_around_its_first_bad_cell() -> None:
    parts = marked("x" * 5_000 + ",maybe," + "y" * 5_000, [{"value": "maybe"}])

    assert [part.is_bad for part in parts] == [False, True, False]
    assert parts[0].text.startswith("…x")
    assert parts[1].text == "maybe"
    assert parts[2].text.endswith("y…")
    assert sum(len(part.text) for part in parts) == SHOWN_CHARACTERS + 2


def test_shows_the_beginning_of_a_long_row_without_a_bad_cell() -> None:
    assert marked("x" * 5_000, [{"value": None}]) == [plain("x" * SHOWN_CHARACTERS + "…")]


def test_marks_what_is_shown_of_a_bad_cell_longer_than_the_window() -> None:
    parts = marked("A-1," + "z" * 5_000, [{"value": "z" * 5_000}])

    assert parts[0] == plain("A-1,")
    assert parts[1].is_bad
    assert set(parts[1].text) == {"z", "…"}


@pytest.mark.parametrize(
    ("raw", "columns", "parts"),
    [
        ("A-1,,9", ["name"], [plain("A-1,"), bad(""), plain(",9")]),
        (",Cup,9", ["sku"], [bad(""), plain(",Cup,9")]),
        ("A-1;Cup;", ["price"], [plain("A-1;Cup;"), bad("")]),
        ('A-1,"",9', ["name"], [plain("A-1,"), bad('""'), plain(",9")]),
        ('"A,1","Cup, big", ', ["price"], [plain('"A,1","Cup, big",'), bad(" ")]),
        ("A-1\t\t", ["name", "price"], [plain("A-1\t"), bad(""), plain("\t"), bad("")]),
        ("A-1,Cup", ["price"], [plain("A-1,Cup")]),
        ("A-1,Cup,9", ["name"], [plain("A-1,Cup,9")]),
    ],
)
def test_marks_empty_cells_at_fault(raw: str, columns: list[str], parts: list[Fragment]) -> None:
    errors = [{"value": "", "column": column} for column in columns]

    assert marked(raw, errors, {"sku": 0, "name": 1, "price": 2}) == parts
