"""What the page of products may send for many of them."""

from uuid import UUID, uuid4

import pytest
from django.http import QueryDict

from products.bulk.forms import SelectionForm
from products.search.query import MOST_IDS

pytestmark = pytest.mark.django_db


def sent(**fields: str | list[str]) -> SelectionForm:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return SelectionForm(data)


def test_ticked_rows_are_the_selection() -> None:
    ids = [str(uuid4()), str(uuid4())]
    form = sent(action="delete", id=ids)

    assert form.is_valid()
    assert form.selection.ids == tuple(map(UUID, ids))
    assert form.selection.filter is None


def test_filters_of_the_list_are_the_selection_when_all_that_match_are_meant() -> None:
    form = sent(action="delete", all_matching="on", id=[str(uuid4())], query="?q=lamp&sort=name")

    assert form.is_valid()
    assert form.selection.filter is not None
    assert form.selection.filter.given == {"q": "lamp"}
    assert not form.selection.is_everything


def test_all_that_match_no_filter_are_everything() -> None:
    form = sent(action="delete", all_matching="on", query="?sort=name")

    assert form.is_valid()
    assert form.selection.is_everything


def test_products_of_other_pages_are_selected_too_each_once() -> None:
    here, elsewhere = str(uuid4()), str(uuid4())
    form = sent(action="export", id=[here], ids=f"{elsewhere},{here}")

    assert form.is_valid()
    assert form.selection.ids == (UUID(here), UUID(elsewhere))
    assert form.all_ids == f"{here},{elsewhere}"


def test_more_products_than_can_be_selected_are_refused_not_left_out() -> None:
    most = sent(action="export", ids=",".join(str(uuid4()) for _ in range(MOST_IDS)))
    more = sent(action="export", id=[str(uuid4())], ids=",".join(str(uuid4()) for _ in range(MOST_IDS)))

    assert most.is_valid()
    assert len(most.selection.ids) == MOST_IDS
    assert more.errors == {"__all__": ["At most 10,000 products can be selected one by one. Narrow the list instead."]}


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"action": "burn", "all_matching": "on"}, {"action"}),
        ({"action": "delete"}, {"__all__"}),
        ({"action": "delete", "all_matching": "on", "query": "?price_min=x"}, {"__all__"}),
        ({"action": "delete", "id": "x"}, {"id", "__all__"}),
        ({"action": "delete", "ids": "x,y"}, {"ids", "__all__"}),
        ({"action": "delete", "all_matching": "on", "meant": "-1"}, {"meant"}),
    ],
)
def test_what_cannot_be_understood_is_refused(fields: dict[str, str], faulty: set[str]) -> None:
    assert set(sent(**fields).errors) == faulty
