"""The same edit of many products: what is taken, what is refused, what becomes of one product."""

from decimal import Decimal
from typing import Any

import pytest

from products.fields import edits
from products.fields.edits import Edit, InvalidEdit, Part, Verb, set_active
from products.fields.field import Field, Need
from products.fields.kinds import Kind, Value
from products.fields.own_kinds import MOST_MEMBERS, Listing
from products.fields.own_settings import own_kind
from products.fields.registry import FIELDS, Fields
from tests.products.own_fields import FULL, KINDS


def own(key: str, kind: Kind, need: Need = Need.NEVER) -> Field:
    label = KINDS.get(key, (key.capitalize(), "", {}))[0]
    return Field(key=key, label=label, kind=kind, own=True, nullable=True, need=need, clears=need is Need.NEVER)


OWN = [own(key, own_kind(kind, settings)) for key, (_, kind, settings) in KINDS.items()]
NEEDED = [own("maker", own_kind("text", {}), Need.NEW), own("marks", Listing(), Need.NEW)]
ALL = Fields((*FIELDS.all, *OWN, *NEEDED))


def faults_of(**given: Any) -> dict[tuple[Part, str], list[str]]:
    with pytest.raises(InvalidEdit) as caught:
        edits.read(ALL, **given)
    return caught.value.faults


def becomes(before: dict[str, Any], edit: Edit) -> dict[str, Any]:
    return edits.difference(edit, before, ALL)


def test_edit_is_read_as_its_values_are_stored() -> None:
    edit = edits.read(
        ALL,
        values={"name": " Big\nkettle ", "price": Decimal("12.9"), "active": False},
        attributes={"weight": "1.50", "colour": "rot", "organic": False},
        added={"tags": [" new ", "new", "sale"]},
        removed={"marks": ["old"]},
    )

    columns: dict[str, Value] = {"name": "Big kettle", "price": Decimal("12.9"), "active": False}
    own: dict[str, Value] = {"weight": "1.5", "colour": "Red", "organic": False}
    assert edit == Edit(columns | own, {"tags": ("new", "sale")}, {"marks": ("old",)})
    assert edit.keys == ("name", "price", "active", "weight", "colour", "organic", "tags", "marks")


def test_every_kind_can_be_set_and_means_the_same_when_it_is_read_again() -> None:
    edit = edits.read(ALL, attributes=FULL)

    edits.checked(edit, ALL)

    assert edit.keys == tuple(FULL)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"values": {"price": None}}, {"price": None}),
        ({"values": {"description": None}}, {"description": ""}),
        ({"values": {"description": " \n"}}, {"description": ""}),
        ({"attributes": {"brand": None}}, {"brand": None}),
        ({"attributes": {"brand": "  "}}, {"brand": None}),
        ({"attributes": {"tags": []}}, {"tags": None}),
    ],
)
def test_what_may_be_without_a_value_is_cleared(given: Any, stored: Any) -> None:
    assert edits.read(ALL, **given) == Edit(stored)


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ({"values": {"sku": "A"}}, (Part.SET, "sku"), "The SKU cannot be changed for many products at once."),
        (
            {"values": {"name": None}},
            (Part.SET, "name"),
            "The name cannot be cleared, since every product needs a value.",
        ),
        ({"values": {"name": ""}}, (Part.SET, "name"), "The name is missing."),
        ({"values": {"name": "x" * 501}}, (Part.SET, "name"), "The name has 501 characters; at most 500 are allowed."),
        (
            {"values": {"price": Decimal("-1")}},
            (Part.SET, "price"),
            "The price must be between 0 and 9,999,999,999.99.",
        ),
        (
            {"values": {"active": None}},
            (Part.SET, "active"),
            "The active cannot be cleared, since every product needs a value.",
        ),
        ({"values": {"stock": 5}}, (Part.SET, "stock"), "There is no own field “stock”."),
        ({"attributes": {"price": "5"}}, (Part.SET_OWN, "price"), "There is no own field “price”."),
        ({"attributes": {"wings": 2}}, (Part.SET_OWN, "wings"), "There is no own field “wings”."),
        ({"attributes": {"stock": "5"}}, (Part.SET_OWN, "stock"), "The stock 5 must be a whole number."),
        (
            {"attributes": {"maker": None}},
            (Part.SET_OWN, "maker"),
            "The maker cannot be cleared, since every product needs a value.",
        ),
        (
            {"attributes": {"marks": []}},
            (Part.SET_OWN, "marks"),
            "The marks cannot be cleared, since every product needs a value.",
        ),
        ({"added": {"wings": ["a"]}}, (Part.ADD, "wings"), "There is no own field “wings”."),
        ({"added": {"brand": ["a"]}}, (Part.ADD, "brand"), "“Brand” is not a list: it can only be set or cleared."),
        ({"removed": {"name": ["a"]}}, (Part.REMOVE, "name"), "“Name” is not a list: it can only be set or cleared."),
        ({"added": {"tags": []}}, (Part.ADD, "tags"), "Give at least one member."),
        ({"added": {"tags": [" "]}}, (Part.ADD, "tags"), "Give at least one member."),
        ({"removed": {"tags": []}}, (Part.REMOVE, "tags"), "Give at least one member."),
        ({"added": {"tags": "a"}}, (Part.ADD, "tags"), "The tags must be a list of texts."),
        ({"added": {"tags": [1]}}, (Part.ADD, "tags"), "The tags must be a list of texts."),
        ({"removed": {"tags": None}}, (Part.REMOVE, "tags"), "The tags must be a list of texts."),
        ({"removed": {"tags": [None]}}, (Part.REMOVE, "tags"), "The tags must be a list of texts."),
        (
            {"removed": {"tags": ["a\0"]}},
            (Part.REMOVE, "tags"),
            "The tags has a member that no list can have: A NUL character cannot be stored.",
        ),
        (
            {"added": {"tags": ["a|b"]}},
            (Part.ADD, "tags"),
            "The tags has “|” inside a member, which separates the members in files.",
        ),
        (
            {"added": {"tags": ["a"]}, "attributes": {"tags": ["b"]}},
            (Part.ADD, "tags"),
            "“Tags” is set as well: give one of the two.",
        ),
        (
            {"added": {"tags": ["a", "b"]}, "removed": {"tags": ["b"]}},
            (Part.REMOVE, "tags"),
            "“b” is to be added as well.",
        ),
    ],
)
def test_edit_that_makes_no_sense_is_refused_where_it_stands(given: Any, place: tuple[Part, str], said: str) -> None:
    assert faults_of(**given) == {place: [said]}


def test_refusal_names_all_that_is_wrong_at_once() -> None:
    found = faults_of(values={"name": ""}, attributes={"wings": 1, "stock": "x"}, added={"brand": ["a"]})

    assert [*found] == [(Part.SET, "name"), (Part.SET_OWN, "wings"), (Part.SET_OWN, "stock"), (Part.ADD, "brand")]


def test_members_from_a_time_of_another_separator_can_be_removed() -> None:
    assert edits.read(ALL, removed={"tags": ["a|b"]}) == Edit(removed={"tags": ("a|b",)})


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ({"name": "Mug", "price": None}, Edit({"name": "Cup", "price": None}), {"name": "Cup"}),
        ({"price": Decimal("12.90")}, Edit({"price": Decimal("12.9")}), {}),
        ({"brand": "Acme"}, Edit({"brand": None}), {"brand": None}),
        ({"brand": None}, Edit({"brand": None}), {}),
        ({"active": True}, set_active(False), {"active": False}),
        ({"tags": None}, Edit(added={"tags": ("a", "b")}), {"tags": ("a", "b")}),
        ({"tags": ("b", "c")}, Edit(added={"tags": ("a", "b")}), {"tags": ("b", "c", "a")}),
        ({"tags": ("b", "a")}, Edit(added={"tags": ("a", "b")}), {}),
        ({"tags": ("a", "b")}, Edit(removed={"tags": ("a", "x")}), {"tags": ("b",)}),
        ({"tags": ("a",)}, Edit(removed={"tags": ("a",)}), {"tags": None}),
        ({"tags": None}, Edit(removed={"tags": ("a",)}), {}),
        ({"tags": ("a", "b")}, Edit(added={"tags": ("c",)}, removed={"tags": ("a",)}), {"tags": ("b", "c")}),
        ({"tags": ("a", "b")}, Edit({"tags": ("b", "a")}), {"tags": ("b", "a")}),
    ],
)
def test_product_gets_only_what_differs(before: Any, edit: Edit, after: Any) -> None:
    assert becomes(before, edit) == after


def test_list_takes_no_more_members_than_it_may_have() -> None:
    full = tuple(map(str, range(MOST_MEMBERS)))

    with pytest.raises(InvalidEdit) as caught:
        becomes({"tags": full}, Edit(added={"tags": ("new",)}))

    assert caught.value.faults == {(Part.ADD, "tags"): ["The tags has 101 members; at most 100 are allowed."]}
    assert becomes({"tags": full}, Edit(added={"tags": ("0",)})) == {}


def test_last_member_of_a_needed_list_stays() -> None:
    with pytest.raises(InvalidEdit, match="would have no members left"):
        becomes({"marks": ("a",)}, Edit(removed={"marks": ("a",)}))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (own_kind("integer", {}), "must be a whole number"),
        (own_kind("decimal", {}), "has another kind of value by now"),
        (own_kind("choice", {"choices": ["2.50"]}), ""),
    ],
)
def test_edit_that_means_something_else_by_now_is_refused(kind: Kind, said: str) -> None:
    edit = edits.read(ALL, attributes={"brand": "2.50"})
    changed = Fields((*FIELDS.all, own("brand", kind)))

    if not said:
        edits.checked(edit, changed)
        return
    with pytest.raises(InvalidEdit, match=said):
        edits.checked(edit, changed)


@pytest.mark.parametrize(
    ("key", "verbs"),
    [
        ("sku", ()),
        ("name", (Verb.SET,)),
        ("active", (Verb.SET,)),
        ("price", (Verb.SET, Verb.CLEAR)),
        ("description", (Verb.SET, Verb.CLEAR)),
        ("organic", (Verb.SET, Verb.CLEAR)),
        ("tags", (Verb.SET, Verb.CLEAR, Verb.ADD, Verb.REMOVE)),
        ("maker", (Verb.SET,)),
        ("marks", (Verb.SET, Verb.ADD, Verb.REMOVE)),
    ],
)
def test_field_offers_what_can_be_done_with_it(key: str, verbs: tuple[Verb, ...]) -> None:
    assert edits.verbs(ALL[key]) == verbs


def test_edit_cannot_be_changed_afterwards() -> None:
    given = {"name": "Cup"}
    edit = Edit(given)
    given["name"] = "Mug"

    assert edit.values == {"name": "Cup"}
    with pytest.raises(TypeError):
        edit.values["name"] = "Mug"  # type: ignore[index]  # that is what is tested


@pytest.mark.parametrize(
    ("edit", "long"),
    [(Edit({"description": "x"}), True), (Edit({"notes": None}), True), (Edit({"name": "x", "brand": "y"}), False)],
)
def test_edit_knows_whether_it_replaces_long_texts(edit: Edit, long: bool) -> None:
    assert edits.has_long_text(edit, ALL) is long
