import pytest

from products.fields.columns import BuiltinColumns
from products.fields.field import Field
from products.fields.kinds import Sku, Text
from products.fields.registry import FIELDS, Fields
from products.models.vocabulary import WORDS

SKU = Field(key="sku", label="SKU", kind=Sku())
BRAND = Field(key="brand", label="Brand", kind=Text(), told=True)
NOTE = Field(key="note", label="Note", kind=Text(), searched=True)
THREE = Fields((SKU, BRAND, NOTE))


def test_fields_are_found_by_key_and_stay_in_order() -> None:
    assert [*THREE] == [SKU, BRAND, NOTE]
    assert THREE.keys == ("sku", "brand", "note")
    assert THREE["note"] is NOTE
    assert ("brand" in THREE, "colour" in THREE, BRAND in THREE) == (True, False, False)
    with pytest.raises(KeyError):
        THREE["colour"]


def test_fields_are_chosen_by_what_is_true_of_them() -> None:
    assert THREE.changeable == (BRAND, NOTE)
    assert THREE.told == (BRAND,)
    assert THREE.searched == (NOTE,)


def test_fields_among_some_keys_come_in_the_fields_order() -> None:
    assert THREE.among(["note", "colour", "sku", "note"]) == (SKU, NOTE)
    assert THREE.among([]) == ()


def test_fields_make_the_header_of_a_file_and_the_columns_of_a_staged_row() -> None:
    assert THREE.header == "sku,brand,note"
    assert THREE.row_columns == ("record_number", "line_number", "sku", "sku_key", "brand", "note")


def test_every_field_has_a_column_that_may_be_null_if_the_field_says_so() -> None:
    columns = {column.name: column.null for column in BuiltinColumns._meta.get_fields() if column.name in FIELDS}

    assert columns == {field.key: field.nullable for field in FIELDS}


def test_index_of_words_has_the_texts_that_are_searched() -> None:
    assert [text.name for text in WORDS.get_source_expressions()] == [field.key for field in FIELDS.searched]


def test_fields_stand_short_lines_first_on_forms_and_pages() -> None:
    assert [field.key for field in FIELDS.short_first] == ["sku", "price", "name", "description", "active"]
