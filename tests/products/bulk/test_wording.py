"""Edits in words."""

from decimal import Decimal

import pytest

from products.bulk import wording
from products.fields.edits import Edit, set_active
from tests.products.fields.test_edits import ALL


@pytest.mark.parametrize(
    ("edit", "title"),
    [
        (Edit({"stock": 5}), "Stock set to 5"),
        (Edit({"price": Decimal("12.9")}), "Price set to 12.9"),
        (Edit({"price": None}), "Price cleared"),
        (Edit({"description": ""}), "Description cleared"),
        (Edit({"description": "One\n\nTwo"}), "Description set to One Two"),
        (Edit({"weight": "1.5"}), "Weight set to 1.5 kg"),
        (Edit({"organic": False}), "Organic set to no"),
        (set_active(False), "Active set to inactive"),
        (Edit({"tags": ("a", "b")}), "Tags set to a, b"),
        (Edit(added={"tags": ("new",)}), "Tags: added new"),
        (Edit(added={"tags": ("a",)}, removed={"tags": ("b", "c")}), "Tags: added a; Tags: removed b, c"),
        (Edit(removed={"tags": tuple("abcdefg")}), "Tags: removed a, b, c, d, e and 2 more"),
        (Edit({"name": "x" * 61}), f"Name set to {'x' * 60}…"),
    ],
)
def test_title_says_what_was_done(edit: Edit, title: str) -> None:
    assert wording.title(edit, ALL) == title


def test_title_of_a_large_edit_is_cut() -> None:
    edit = Edit(dict.fromkeys(["name", "description", "brand", "notes", "website"], "x" * 60))

    assert len(wording.title(edit, ALL)) == wording.LONGEST_TITLE


def test_announcement_says_what_is_going_to_be_done() -> None:
    edit = Edit({"stock": 5, "brand": None}, {"tags": ("new", "sale")}, {"marks": ("old",)})

    assert wording.announcement(edit, ALL) == [
        "Stock will be set to 5.",
        "Brand will be cleared.",
        "Tags will also have new, sale.",
        "Marks will no longer have old.",
    ]
