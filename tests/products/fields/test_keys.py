import pytest

from products.fields.headers import normalise
from products.fields.keys import is_reserved, key_fault
from products.fields.own_files import REJECTED_COLUMNS
from products.fields.registry import FIELDS


@pytest.mark.parametrize("key", ["a", "brand", "net_weight", "ean13", "a1_b2_c3", "x" * 40])
def test_key_in_small_letters_digits_and_underscores_can_be(key: str) -> None:
    assert key_fault(key) is None


@pytest.mark.parametrize(
    "key", ["", "Brand", "1st", "_row", "a_", "a__b", "a-b", "a b", "größe", "a\n", "a\0", "x" * 41]
)
def test_any_other_key_is_refused_with_a_sentence(key: str) -> None:
    assert (key_fault(key) or "").endswith((".", "allowed."))


def test_what_files_and_programs_know_by_another_meaning_is_reserved() -> None:
    names = {
        *FIELDS.keys,
        *FIELDS.meanings,
        "currency",
        "id",
        "version",
        "attributes",
        *map(normalise, REJECTED_COLUMNS),
    }

    assert [name for name in names if not is_reserved(name)] == []
    assert not is_reserved("brand")
