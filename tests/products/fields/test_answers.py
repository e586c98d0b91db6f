"""What the words of a whole column say, yes or no."""

import pytest

from products.fields.answers import answers, opposites
from products.fields.state_words import Says


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("J", "N"),
        ("A", "N"),
        ("K", "E"),
        ("E", "H"),
        ("V", "F"),
        ("áno", "nie"),
        ("ANO", "NE"),
        ("på", "av"),
        ("Kyllä", "Ei"),
        ("Igen", "Nem"),
        ("Ναι", "Όχι"),
        ("да", "не"),
        ("はい", "いいえ"),
        ("-1", "0"),
        (".T.", ".F."),
        ("+", "-"),
        ("✔", "✘"),
        ("wahr", "falsch"),
        ("Sand", "Falsk"),
        ("참", "거짓"),
    ],
)
def test_words_say_yes_and_no(yes: str, no: str) -> None:
    assert answers([yes, no]) == {yes: True, no: False}


@pytest.mark.parametrize("words", [["E"], ["F", "P"], ["A", "I"], ["2", "3"], ["aktiv", "gesperrt"]])
def test_words_that_do_not_tell(words: list[str]) -> None:
    assert answers(words) == dict.fromkeys(words)


def test_letters_of_states_tell_below_the_name_of_a_state() -> None:
    assert answers(["A", "I"], Says.STATE) == {"A": True, "I": False}


def test_two_is_no_beside_one_below_the_name_of_a_flag() -> None:
    assert answers(["1", "2"], Says.ENDED) == {"1": True, "2": False}
    assert answers(["1", "2"], Says.STATE)["2"] is None


def test_opposites_are_spelt_alike() -> None:
    assert opposites("Nein") == ["Ja"]
    assert "J" in opposites("N")
