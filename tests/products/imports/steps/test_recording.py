"""What an import leaves in the history: few rows, each of many products."""

import pytest

from products.imports.steps import recording
from products.imports.steps.applying import apply, apply_chunk
from products.models import Product
from products.models.import_changes import Stretch
from tests.products.imports.steps.jobs import HEADER, go_on, planned, product

pytestmark = pytest.mark.django_db

FIVE = "sku,name\n" + "".join(f"S-{number},Mug {number}\n" for number in range(5))
NOT_IN_FILE = {f"{key}s_{side}": None for key in ("description", "price", "active") for side in ("before", "after")} | {
    "attributes_before": None,
    "attributes_after": None,
}


def arrays(stretch: Stretch) -> dict[str, object]:
    """The arrays of values, by name."""
    names = [field.name for field in Stretch._meta.get_fields() if field.name.endswith(("_before", "_after"))]
    return {name: getattr(stretch, name) for name in names}


def stretches() -> list[Stretch]:
    return [*Stretch.objects.order_by("action", "first_key")]


def test_new_products_of_a_chunk_are_one_row_with_the_range_of_their_ids() -> None:
    job = planned(FIVE)
    apply_chunk(job, upto=2)
    apply_chunk(job, upto=5)

    first, second = stretches()
    ids = [*Product.objects.order_by("sku").values_list("pk", flat=True)]
    assert {(each.job_id, each.action, each.product_ids) for each in (first, second)} == {(job.pk, "created", None)}
    assert (first.first_key, first.last_key, first.first_id, first.last_id) == ("s-0", "s-1", ids[0], ids[1])
    assert (second.first_key, second.last_key, second.first_id, second.last_id) == ("s-2", "s-4", ids[2], ids[4])


def test_range_of_new_products_holds_those_only() -> None:
    product("S-2")
    apply(planned(FIVE), go_on=go_on)

    created = next(each for each in stretches() if each.action == "created")
    inside = Product.objects.filter(pk__range=(created.first_id, created.last_id)).order_by("sku")
    assert [each.sku for each in inside] == ["S-0", "S-1", "S-3", "S-4"]


def test_changed_products_have_their_values_before_and_after_where_these_differ() -> None:
    one, two = product("A-1"), product("B-2", description="", price=None, active=False)
    apply(planned(HEADER + "A-1,New,Old text,2.50,no\nB-2,Old,Words,,no\n"), go_on=go_on)

    (stretch,) = stretches()
    assert (stretch.action, stretch.first_key, stretch.last_key) == ("changed", "a-1", "b-2")
    assert (stretch.product_ids, stretch.first_id, stretch.last_id) == ([one.pk, two.pk], None, None)
    assert arrays(stretch) == {
        "names_before": ["Old", None],
        "names_after": ["New", None],
        "descriptions_before": [None, ""],
        "descriptions_after": [None, "Words"],
        "prices_before": ["1.00", None],
        "prices_after": ["2.50", None],
        "actives_before": [True, None],
        "actives_after": [False, None],
        "attributes_before": None,
        "attributes_after": None,
    }


def test_fields_that_the_file_does_not_have_leave_no_values() -> None:
    product("S-1")
    apply(planned("sku,name\nS-1,New\n"), go_on=go_on)

    (stretch,) = stretches()
    assert arrays(stretch) == {"names_before": ["Old"], "names_after": ["New"], **NOT_IN_FILE}


def test_cleared_values_are_recorded_as_what_is_stored() -> None:
    product("A-1")
    apply(planned("sku,description,price\nA-1,,\n", on_blank="clear"), go_on=go_on)

    (stretch,) = stretches()
    found = arrays(stretch)
    assert (found["descriptions_before"], found["descriptions_after"]) == (["Old text"], [""])
    assert (found["prices_before"], found["prices_after"]) == (["1.00"], [None])


def test_first_price_of_a_product_is_recorded() -> None:
    product("A-1", price=None)
    apply(planned("sku,price\nA-1,3\n"), go_on=go_on)

    (stretch,) = stretches()
    assert [arrays(stretch)[f"prices_{side}"] for side in ("before", "after")] == [[None], ["3.00"]]


def test_many_changed_products_are_several_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "STRETCH_ROWS", 2)
    old = [product(f"S-{number}") for number in range(5)]
    apply(planned(FIVE), go_on=go_on)

    assert [each.product_ids for each in stretches()] == [
        [old[0].pk, old[1].pk],
        [old[2].pk, old[3].pk],
        [old[4].pk],
    ]
    assert [arrays(each)["names_after"] for each in stretches()] == [["Mug 0", "Mug 1"], ["Mug 2", "Mug 3"], ["Mug 4"]]


def test_new_and_changed_products_of_a_chunk_are_a_row_each() -> None:
    product("S-0")
    product("S-4")
    apply(planned(FIVE), go_on=go_on)

    assert [(each.action, each.first_key, each.last_key) for each in stretches()] == [
        ("changed", "s-0", "s-4"),
        ("created", "s-1", "s-3"),
    ]
