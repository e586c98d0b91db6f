"""Words and their parts, and when they lead a search to its products."""

import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.models import Product, Word, vocabulary
from products.search import indexes
from tests.products.factories import make_products

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


def words_of(name: str, description: str = "") -> list[str]:
    """As the index has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT products_words(%s, %s)", [name, description])
        words: list[str] = cursor.fetchone()[0]
    return words


@pytest.mark.django_db
def test_words_are_remembered_in_lower_case_once_and_without_empty_ones() -> None:
    vocabulary.remember(["Blue Mug", "blue  KETTLE", "", " "])
    vocabulary.remember(["mug"])
    vocabulary.remember([])

    assert sorted(Word.objects.values_list("word", flat=True)) == ["blue", "kettle", "mug"]
    assert str(Word(word="mug")) == "mug"


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "is_kept"), [(1_700, True), (1_701, False)])
def test_word_that_its_index_cannot_hold_is_left_out(length: int, is_kept: bool) -> None:
    vocabulary.add(["x" * length])

    assert Word.objects.exists() is is_kept


@pytest.mark.django_db
@given(name=TEXTS, description=TEXTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_word_of_the_index_is_remembered_with_the_text(name: str, description: str) -> None:
    vocabulary.remember([name, description])

    indexed = {word for word in words_of(name, description) if word not in {"", vocabulary.UNINDEXED}}
    assert indexed <= {*Word.objects.values_list("word", flat=True)}


@pytest.mark.django_db
def test_index_has_a_mark_in_place_of_words_that_are_too_long() -> None:
    assert words_of("Blue", "Mug") == ["blue", "mug"]
    assert words_of("x" * 1_700, "Mug") == [vocabulary.UNINDEXED, "mug"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "words"),
    [("ug", ["mug", "rug"]), ("MUG", ["mug"]), ("zz", []), ("%", ["100%"]), ("_", []), ("\\", [])],
)
def test_part_finds_the_words_that_contain_it(part: str, words: list[str]) -> None:
    vocabulary.remember(["mug rug Lamp 100%"])

    assert sorted(vocabulary.with_part(part) or []) == words


@pytest.mark.django_db
def test_part_of_too_many_words_narrows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "WORDS_AT_MOST", 2)
    vocabulary.remember(["mug1 mug2"])
    assert sorted(vocabulary.with_part("mug") or []) == ["mug1", "mug2"]

    vocabulary.remember(["mug3"])

    assert vocabulary.with_part("mug") is None


@pytest.mark.django_db
def test_words_of_too_great_a_share_of_the_products_narrow_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_products(8, name="Lamp")
    make_products(2, sku="B", name="Mug")
    indexes.look_at_products()

    assert vocabulary.with_part("lamp") == ["lamp"]
    monkeypatch.setattr(vocabulary, "FEW_PRODUCTS", 1)
    assert vocabulary.with_part("lamp") is None
    assert vocabulary.with_part("mug") == ["mug"]


@pytest.mark.django_db(transaction=True)
def test_two_who_remember_the_same_words_wait_for_each_other() -> None:
    """In whatever order they give them: otherwise each would hold a word that the other one waits for."""
    words = [f"word{number}" for number in range(2_000)]
    failures: list[Exception] = []

    def remember(given: list[str]) -> None:
        try:
            with transaction.atomic():
                vocabulary.add(given)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=remember, args=[given]) for given in (words, words[::-1])]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert failures == []
    assert Word.objects.count() == 2_000
    assert not Product.objects.exists()
