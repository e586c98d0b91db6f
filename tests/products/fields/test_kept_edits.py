"""An edit among a job's options: JSON that means the same edit again."""

import json
from decimal import Decimal
from typing import Any

import pytest

from products.fields import edits, kept_edits
from products.fields.edits import Edit, InvalidEdit, set_active
from products.fields.registry import FIELDS
from tests.products.fields.test_edits import ALL
from tests.products.own_fields import FULL


@pytest.mark.parametrize(
    "given",
    [
        {"values": {"name": "Kettle", "price": Decimal("12.90"), "active": False, "description": ""}},
        {"values": {"price": None}, "attributes": FULL},
        {"attributes": dict.fromkeys(FULL)},
        {"added": {"tags": ["new", "sale"]}, "removed": {"marks": ["old"]}, "unpinned": ("name", "tags")},
        {"unpinned": True},
    ],
)
def test_edit_means_the_same_after_it_was_kept(given: dict[str, Any]) -> None:
    edit = edits.read(ALL, **given)

    kept = json.loads(json.dumps(kept_edits.as_json(edit)))

    assert kept_edits.of_json(kept, ALL) == edit


def test_edit_of_an_earlier_version_says_nothing_of_pins() -> None:
    assert kept_edits.as_json(set_active(True)) == {"set": {"active": True}, "add": {}, "remove": {}}
    assert kept_edits.of_json({"set": {"active": True}, "add": {}, "remove": {}}, FIELDS) == Edit({"active": True})


def test_field_that_is_gone_is_named() -> None:
    with pytest.raises(InvalidEdit, match="There is no own field “weight_class”"):
        kept_edits.of_json({"set": {"weight_class": "1"}, "add": {}, "remove": {}}, FIELDS)
