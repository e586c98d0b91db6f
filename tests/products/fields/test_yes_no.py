"""Words for yes and no."""

import pytest

from product_importer.lib.text import unaccented
from products.fields.yes_no import NO, YES, meaning_of, words_of

WORDS = [
    (word, meaning)
    for languages, meaning in ((YES, True), (NO, False))
    for _, each in words_of(languages)
    for word in each
]


@pytest.mark.parametrize(("word", "meaning"), WORDS)
def test_word_means_the_same_in_any_case_and_without_accents(word: str, meaning: bool) -> None:
    spellings = {word, word.upper(), word.title(), unaccented(word), word.replace(" ", "  ")}

    assert {meaning_of(spelling) for spelling in spellings} == {meaning}


@pytest.mark.parametrize("word", ["", "2", "2.0", "maybe", "perhaps", "truefalse", "sold", "non oui"])
def test_other_words_mean_nothing(word: str) -> None:
    assert meaning_of(word) is None


@pytest.mark.parametrize(("word", "meaning"), [("1", True), ("2", False), ("2.0", False), ("3", None), ("no", False)])
def test_two_means_no_to_magento(word: str, meaning: bool | None) -> None:
    assert meaning_of(word, is_magento=True) is meaning
