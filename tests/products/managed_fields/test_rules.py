"""Which fields there can be: by themselves, beside others, and with the values that products have."""

from typing import Any

import pytest
from pytest_django import Settings

from products import catalogue
from products.fields import asked
from products.fields.models import OwnField
from products.own_fields import actions, refusals
from products.own_fields.refusals import InvalidField, Refusal
from tests.products.factories import ANA
from tests.products.imports.factories import make_job
from tests.products.managed_fields.making import give, keys, make_field, make_sizes

pytestmark = pytest.mark.django_db

LONG = "x" * 201


def change(key: str, /, **parts: Any) -> OwnField:
    return actions.change(key, actor=ANA, **parts)


def test_field_is_stored_as_it_is_compared() -> None:
    field = make_field(
        " net_weight ",
        label=" Net \n weight ",
        kind="decimal",
        settings={"unit": " kg "},
        synonyms=[" Gewicht ", "", "gewicht!", "Poids net"],
    )

    field.refresh_from_db()
    assert (field.key, field.label, field.settings) == ("net_weight", "Net weight", {"places": 6, "unit": "kg"})
    assert field.synonyms == ["Gewicht", "Poids net"]


@pytest.mark.parametrize(
    ("parts", "about", "words"),
    [
        ({"key": "Brand"}, "key", "small letters"),
        ({"key": "b" * 41}, "key", "at most 40"),
        ({"key": "бренд"}, "key", "small letters"),
        ({"key": ""}, "key", "small letters"),
        ({"label": "  "}, "label", "Enter a label."),
        ({"label": LONG}, "label", "at most 100"),
        ({"label": "a\0"}, "label", "cannot be stored"),
        ({"label": "\ud800"}, "label", "half of a character"),
        ({"kind": "colour"}, "kind", "There is no kind “colour”"),
        ({"kind": "decimal", "settings": {"places": 7}}, "settings.places", "from 0 to 6"),
        ({"kind": "text", "settings": {"unit": "kg"}}, "settings.unit", "has no settings"),
        ({"kind": "choice"}, "settings.choices", "at least one"),
        ({"kind": "list", "settings": {"separator": "a"}}, "settings.separator", "no letter"),
        ({"synonyms": [LONG]}, "synonyms", "at most 200"),
        ({"synonyms": ["***"]}, "synonyms", "neither letters nor digits"),
        ({"synonyms": ["Price (EUR)"]}, "synonyms", "every product has"),
        ({"synonyms": ["_row"]}, "synonyms", "every product has"),
        ({"synonyms": ["a\0b"]}, "synonyms", "cannot be stored"),
        ({"synonyms": [f"header {n}" for n in range(201)]}, "synonyms", "at most 200 are allowed"),
        ({"kind": "list", "sortable": True}, "sortable", "kind list"),
        ({"kind": "long_text", "sortable": True}, "sortable", "kind long text"),
        ({"kind": "url", "sortable": True}, "sortable", "kind URL"),
        ({"kind": "integer", "searchable": True}, "searchable", "kind integer"),
    ],
)
def test_part_that_cannot_be_is_named_with_a_sentence(parts: dict[str, Any], about: str, words: str) -> None:
    with pytest.raises(InvalidField) as refused:
        make_field(**{"label": "Brand"} | parts)

    assert [*refused.value.sentences] == [about]
    assert words in refused.value.sentences[about]
    assert not OwnField.objects.exists()


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(InvalidField) as refused:
        make_field("Bad key", label="", kind="money", settings={"negative": 1}, searchable=True)

    assert {*refused.value.sentences} == {"key", "label", "settings.negative", "searchable"}


@pytest.mark.parametrize("kind", asked.SORTABLE)
def test_field_of_a_kind_with_an_order_can_be_sortable(kind: str) -> None:
    settings = {"choices": ["S"]} if kind == "choice" else {}

    assert make_field(kind=kind, settings=settings, sortable=True).sortable


@pytest.mark.parametrize("kind", asked.SEARCHABLE)
def test_field_of_a_kind_with_texts_can_be_searchable(kind: str) -> None:
    settings = {"choices": ["S"]} if kind == "choice" else {}

    assert make_field(kind=kind, settings=settings, searchable=True).searchable


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"key": "brand"}, refusals.KeyTaken),
        ({"key": "marke"}, refusals.KeyTaken),
        ({"key": "brand_name"}, refusals.KeyTaken),
        ({"key": "preis"}, refusals.KeyReserved),
        ({"key": "currency"}, refusals.KeyReserved),
        ({"label": "BRAND name"}, refusals.LabelTaken),
        ({"label": "price"}, refusals.LabelTaken),
        ({"label": "Marke"}, refusals.LabelTaken),
        ({"synonyms": ["Brand"]}, refusals.SynonymTaken),
        ({"synonyms": ["marke (neu)"]}, refusals.SynonymTaken),
        ({"synonyms": ["brand-name"]}, refusals.SynonymTaken),
    ],
)
@pytest.mark.parametrize("is_archived", [False, True])
def test_no_header_can_name_two_fields(parts: dict[str, Any], refusal: type[Refusal], is_archived: bool) -> None:
    make_field("brand", label="Brand name", synonyms=["Marke"])
    if is_archived:
        actions.archive("brand", actor=ANA)

    with pytest.raises(refusal):
        make_field(**{"key": "maker", "label": "Maker"} | parts)
    make_field("maker")
    with pytest.raises(refusal):
        change("maker", **parts)

    assert OwnField.objects.get(key="maker").label == "Maker"


def test_field_may_be_named_like_itself() -> None:
    make_field("brand", label="Brand", synonyms=["Brand", "brand", "Marke"])

    assert change("brand", label="Marke", synonyms=["Marke", "Brand"]).label == "Marke"


def test_labels_that_differ_in_brackets_only_are_two() -> None:
    make_field("colour_de", label="Colour (German)")
    make_field("colour_fr", label="Colour (French)")

    assert keys() == ["colour_de", "colour_fr"]


def test_what_was_allowed_once_is_not_called_in_question_by_another_change() -> None:
    make_field("brand", synonyms=["Marke"])
    OwnField.objects.create(key="maker", label="Marke", kind="text")

    assert change("brand", required=True).required


def test_there_can_be_only_so_many_fields(settings: Settings) -> None:
    settings.OWN_FIELDS_MAX = 2
    make_field("brand")
    make_field("maker")
    actions.archive("maker", actor=ANA)

    with pytest.raises(refusals.TooManyFields, match="at most 2 fields, archived ones included"):
        make_field("colour")


def test_only_so_many_fields_can_be_sortable() -> None:
    for number in range(asked.MOST_SORTABLE):
        make_field(f"f{number}", sortable=True)
    make_field("brand")

    with pytest.raises(refusals.TooManySortable):
        make_field("maker", sortable=True)
    with pytest.raises(refusals.TooManySortable):
        change("brand", sortable=True)
    change("f0", label="Another label", sortable=True)
    actions.archive("f0", actor=ANA)
    change("brand", sortable=True)
    with pytest.raises(refusals.TooManySortable):
        actions.restore("f0", actor=ANA)


@pytest.mark.parametrize("parts", [{"key": "maker"}, {"kind": "integer"}])
def test_key_and_kind_are_fixed_once_a_product_has_a_value(parts: dict[str, str]) -> None:
    make_field("brand")
    give("brand", "Norrby", "Quill")

    with pytest.raises(refusals.FieldInUse, match="2 products have a value in Brand") as refused:
        change("brand", **parts)

    assert [refused.value.about] == [*parts]


def test_key_and_kind_can_be_changed_while_no_product_has_a_value() -> None:
    make_field("brand")

    field = change("brand", key="maker", kind="decimal", settings={"unit": "kg"})

    assert (field.key, field.kind, field.settings) == ("maker", "decimal", {"places": 6, "unit": "kg"})
    assert change("maker", kind="text").settings == {}


def test_key_stays_while_the_history_has_values_under_it() -> None:
    make_field("brand")
    product = catalogue.create(actor=ANA, sku="A-1", name="Kettle", brand="Norrby")
    catalogue.change(product, actor=ANA, brand=None)

    with pytest.raises(refusals.FieldInUse, match="history"):
        change("brand", key="maker")
    assert change("brand", kind="integer").kind == "integer"


@pytest.mark.parametrize("parts", [{"key": "maker"}, {"kind": "integer"}])
def test_key_and_kind_stay_while_an_import_may_have_read_values(parts: dict[str, str]) -> None:
    make_field("brand")
    job = make_job()

    with pytest.raises(refusals.FieldInUse, match="import"):
        change("brand", **parts)
    job.delete()
    change("brand", **parts)


def test_choices_in_use_cannot_be_removed() -> None:
    make_sizes("S", "M", "L")
    give("size", "S", "S", "M")

    with pytest.raises(refusals.ChoiceInUse) as refused:
        change("size", settings={"choices": ["L"]})

    assert refused.value.products == {"S": 2, "M": 1}
    assert str(refused.value).startswith("“S” (2 products), “M” (1 product) are in use, so they cannot be removed.")
    assert OwnField.objects.get().settings["choices"] == ["S", "M", "L"]


def test_only_the_first_of_many_choices_in_use_are_named() -> None:
    choices = [f"Size {number}" for number in range(12)]
    make_sizes(*choices, "Other")
    give("size", *choices)

    with pytest.raises(refusals.ChoiceInUse, match=r"“Size 9” \(1 product\) and 2 more are in use"):
        change("size", settings={"choices": ["Other"]})


def test_choices_nobody_has_can_be_removed_and_others_added() -> None:
    make_sizes("S", "M", "L")
    give("size", "S")

    assert change("size", settings={"choices": ["S", "XL"]}).settings["choices"] == ["S", "XL"]


def test_separator_cannot_be_one_that_stands_inside_a_member() -> None:
    make_field("tags", kind="list")
    give("tags", ["red, blue"], ["green"])

    with pytest.raises(refusals.SettingInUse, match="1 product with “,” inside a member"):
        change("tags", settings={"separator": ","})

    assert change("tags", settings={"separator": ";"}).settings == {"separator": ";"}


def test_places_cannot_be_fewer_than_values_have() -> None:
    make_field("weight", kind="decimal", settings={"places": 3, "unit": "kg"})
    give("weight", "1.25", "-0.125", "7")

    with pytest.raises(refusals.SettingInUse, match="1 product with more than 2 places"):
        change("weight", settings={"places": 2})
    with pytest.raises(refusals.SettingInUse, match="2 products with more than 1 places"):
        change("weight", settings={"places": 1})

    assert change("weight", settings={"places": 4}).settings == {"places": 4, "unit": "kg"}
    assert change("weight", settings={"places": 3}).settings == {"places": 3, "unit": "kg"}


def test_amounts_below_zero_stay_allowed_while_there_are_any() -> None:
    make_field("margin", kind="money", settings={"negative": True})
    (product,) = give("margin", "-1.00")

    with pytest.raises(refusals.SettingInUse, match="1 product with an amount below zero"):
        change("margin", settings={"negative": False})
    catalogue.change(product, actor=ANA, margin="1.00")

    assert change("margin", settings={"negative": False}).settings == {"negative": False}


@pytest.mark.parametrize(("there", "new"), [("stock", "stock_min"), ("stock", "stock_max"), ("stock_min", "stock")])
def test_key_is_refused_that_would_give_a_filter_two_meanings(there: str, new: str) -> None:
    make_field(there, kind="integer")

    with pytest.raises(refusals.KeyTaken, match=r"The filter f\.stock_m.. would mean two things: .* range of Stock, "):
        make_field(new, kind="integer")
    with pytest.raises(refusals.KeyTaken, match="two things"):
        change(make_field("other", kind="integer").key, key=new)

    assert keys() == [there, "other"]


def test_key_like_an_end_of_a_range_is_free_beside_a_field_without_ranges() -> None:
    make_field("size")
    make_field("size_min", kind="integer")

    with pytest.raises(refusals.KeyTaken, match=r"The filter f\.size_min .* and the values of Size min\."):
        change("size", kind="integer")
    change("size", kind="choice", settings={"choices": ["S"]})


def test_fields_that_share_a_filter_already_can_be_changed() -> None:
    make_field("stock", kind="integer")
    OwnField.objects.create(key="stock_min", label="Stock min", kind="integer", position=1)

    assert change("stock", kind="decimal", label="In stock").label == "In stock"
    assert change("stock_min", label="At least").label == "At least"
