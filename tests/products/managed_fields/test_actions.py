"""Fields are added, changed, ordered, put into the archive and taken out of it."""

import pytest

from products import catalogue
from products.fields import asked
from products.fields.models import OwnField, current_fields
from products.fields.ready_made import BY_KEY, READY_MADE
from products.fields.typed import InvalidValues
from products.models import Change
from products.own_fields import actions, refusals, usage
from products.own_fields.refusals import InvalidField
from tests.products.factories import ANA, make_products
from tests.products.managed_fields.making import give, keys, make_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> None:
    for key in ("brand", "colour", "size"):
        make_field(key)


def test_field_can_be_used_at_once() -> None:
    make_field("brand", told=False, required=True, in_list=False, searchable=True)

    product = catalogue.create(actor=ANA, sku="A-1", name="Kettle", brand=" Norrby ")

    assert product.attributes == {"brand": "Norrby"}
    field = current_fields()["brand"]
    assert (field.told, field.is_needed, field.in_list, field.searched) == (False, True, False, True)


def test_settings_that_are_not_named_stay() -> None:
    make_field("weight", kind="decimal", settings={"places": 3, "unit": "kg"})

    field = actions.change("weight", actor=ANA, settings={"places": 2})

    assert field.settings == {"places": 2, "unit": "kg"}


def test_ready_made_field_is_added_as_it_is() -> None:
    for ready in READY_MADE:
        actions.add_ready_made(ready, actor=ANA)

    assert keys() == [ready.key for ready in READY_MADE]
    weight = OwnField.objects.get(key="weight")
    assert (weight.label, weight.kind, weight.settings) == ("Weight", "decimal", {"places": 3, "unit": "kg"})
    assert (weight.sortable, weight.searchable, weight.in_list, weight.required) == (True, False, False, False)
    assert "Gewicht" in weight.synonyms
    assert OwnField.objects.get(key="cost").told is False
    assert current_fields().meanings["lagerbestand"].field == "stock"


def test_ready_made_field_leaves_others_their_headers_and_marks() -> None:
    make_field("maker", label="Hersteller")
    for number in range(asked.MOST_SORTABLE):
        make_field(f"f{number}", sortable=True)

    field = actions.add_ready_made(BY_KEY["brand"], actor=ANA)

    assert "Hersteller" not in field.synonyms
    assert "Marke" in field.synonyms
    assert not field.sortable


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        ("size", -1, ["brand", "size", "colour"]),
        ("brand", 1, ["colour", "brand", "size"]),
        ("brand", -1, ["brand", "colour", "size"]),
        ("size", 9, ["brand", "colour", "size"]),
        ("size", -9, ["size", "brand", "colour"]),
    ],
)
def test_field_is_moved_as_far_as_there_are_places(three: None, key: str, by: int, order: list[str]) -> None:
    actions.move(key, by=by, actor=ANA)

    assert keys() == order


@pytest.mark.parametrize(
    ("position", "order"), [(1, "size brand colour"), (2, "brand size colour"), (9, "brand colour size")]
)
def test_field_is_given_a_place(three: None, position: int, order: str) -> None:
    actions.change("size", position=position, actor=ANA)

    assert keys() == order.split()


def test_all_fields_are_put_in_order_at_once(three: None) -> None:
    actions.order(["size", "brand", "colour"], actor=ANA)

    assert keys() == ["size", "brand", "colour"]


@pytest.mark.parametrize("order", [[], ["size", "brand"], ["size", "brand", "brand"], ["size", "brand", "colour", "x"]])
def test_order_that_leaves_a_field_out_is_refused(three: None, order: list[str]) -> None:
    with pytest.raises(InvalidField, match="changed in the meantime"):
        actions.order(order, actor=ANA)

    assert keys() == ["brand", "colour", "size"]


def test_archived_fields_do_not_disturb_the_order(three: None) -> None:
    actions.archive("colour", actor=ANA)

    actions.move("size", by=-1, actor=ANA)
    make_field("tags")
    restored = keys()
    actions.restore("colour", actor=ANA)

    assert (restored, keys()) == (["size", "brand", "tags"], ["size", "brand", "tags", "colour"])


def test_archived_field_is_hidden_and_its_values_stay() -> None:
    make_field("brand")
    (product,) = give("brand", "Norrby")

    actions.archive("brand", actor=ANA)

    assert "brand" not in current_fields()
    with pytest.raises(InvalidValues):
        catalogue.change(product, actor=ANA, brand="Quill")
    product.refresh_from_db()
    assert (product.attributes, product.version) == ({"brand": "Norrby"}, 1)
    actions.restore("brand", actor=ANA)
    assert current_fields()["brand"].value_of(product) == "Norrby"


def test_archiving_and_restoring_twice_changes_nothing_more(three: None) -> None:
    archived = [actions.archive("brand", actor=ANA).archived_at for _ in range(2)]
    actions.restore("brand", actor=ANA)
    order = keys()
    actions.move("brand", by=-2, actor=ANA)
    actions.restore("brand", actor=ANA)

    assert archived[0] == archived[1]
    assert (order, keys()) == (["colour", "size", "brand"], ["brand", "colour", "size"])


def test_archived_field_is_restored_before_it_is_changed(three: None) -> None:
    actions.archive("brand", actor=ANA)

    with pytest.raises(refusals.Archived):
        actions.change("brand", label="Maker", actor=ANA)
    with pytest.raises(refusals.Archived):
        actions.change("brand", position=1, actor=ANA)
    with pytest.raises(OwnField.DoesNotExist):
        actions.move("brand", by=1, actor=ANA)
    assert actions.change("brand", archived=False, label="Maker", position=1, actor=ANA).label == "Maker"
    assert keys() == ["brand", "colour", "size"]


def test_unknown_field_is_not_there() -> None:
    with pytest.raises(OwnField.DoesNotExist):
        actions.archive("brand", actor=ANA)


def test_check_says_what_a_change_would_and_writes_nothing(three: None) -> None:
    field = OwnField.objects.get(key="brand")

    with pytest.raises(refusals.KeyTaken):
        actions.check(None, key="brand", label="New", kind="text")
    with pytest.raises(refusals.LabelTaken):
        actions.check(field, label="Colour")
    actions.check(None, key="tags", label="Tags", kind="list")
    actions.check(field, label="Maker")

    assert [*OwnField.objects.in_order().values_list("label", flat=True)] == ["Brand", "Colour", "Size"]


def test_numbers_of_products_are_counted_by_one_query(three: None, django_assert_num_queries: object) -> None:
    give("brand", "Norrby", "Quill")
    give("size", "S", sku="B")
    make_products(2, sku="C")

    with django_assert_num_queries(1):  # type: ignore[operator]
        numbers = usage.numbers_with_value(["brand", "colour", "size"])

    assert numbers == {"brand": 2, "colour": 0, "size": 1}
    assert usage.number_with_value("brand") == 2
    assert usage.numbers_with_value([]) == {}


def test_number_of_many_products_is_estimated_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "COUNTED_UP_TO", 1_200)
    give("brand", *["Norrby"] * 1_149)
    give("size", *["S"] * 20, sku="B")
    give("colour", *["Red"] * 19, sku="C")
    keys = ["brand", "size", "colour", "weight"]
    numbers = {"brand": (1_149, True), "size": (20, True), "colour": (19, True), "weight": (0, True)}
    assert usage.about_with_value(keys) == numbers

    make_products(1_200, sku="D")

    assert usage.about_with_value(keys) == {
        "brand": (1_100, False),
        "size": (20, False),
        "colour": None,
        "weight": None,
    }
    assert usage.about_with_value([]) == {}
    monkeypatch.setattr(usage, "SAMPLED", 0)
    assert usage.about_with_value(keys) == numbers


def test_clearing_is_a_change_of_the_field() -> None:
    make_field("brand")
    one, other = give("brand", "Norrby", ["a", "b"])
    make_products(1, sku="B")

    number = catalogue.clear_selection([one.pk, other.pk], key="brand", actor=ANA)
    again = catalogue.clear_selection([one.pk, other.pk], key="brand", actor=ANA)

    assert (number, again) == (2, 0)
    one.refresh_from_db()
    assert (one.attributes, one.version) == ({}, 2)
    changes = Change.objects.order_by("id").values_list("action", "values", "actor_id")
    assert [*changes] == [
        ("changed", {"brand": ["Norrby", None]}, ANA.id),
        ("changed", {"brand": [["a", "b"], None]}, ANA.id),
    ]
