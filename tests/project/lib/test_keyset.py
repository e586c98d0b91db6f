import base64
import json
from datetime import timedelta

import pytest

from product_importer.lib.keyset import CursorPage, InvalidCursor, cursor_page
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.imports.factories import NOON, finished_job

pytestmark = pytest.mark.django_db

ORDER = ["-created_at", "-id"]


def page(cursor: str | None = None, size: int = 2) -> CursorPage[ImportJob]:
    return cursor_page(ImportJob.objects.all(), order=ORDER, cursor=cursor, size=size)


def names(found: CursorPage[ImportJob]) -> list[str]:
    return [job.file_name for job in found.rows]


@pytest.fixture
def five_jobs() -> list[str]:
    """Their names, newest first."""
    for number in range(5):
        finished_job(file_name=str(number), created_at=NOON + timedelta(minutes=number))
    return ["4", "3", "2", "1", "0"]


def test_pages_follow_each_other_forwards_and_backwards(five_jobs: list[str]) -> None:
    first = page()
    second = page(first.next_cursor)
    third = page(second.next_cursor)
    second_again = page(third.previous_cursor)
    first_again = page(second_again.previous_cursor)

    assert [names(found) for found in (first, second, third)] == [five_jobs[:2], five_jobs[2:4], five_jobs[4:]]
    assert (second_again, first_again) == (second, first)
    assert (first.previous_cursor, third.next_cursor) == (None, None)


def test_pages_show_every_row_once_when_many_share_a_moment() -> None:
    for _ in range(7):
        finished_job(created_at=NOON)

    seen, cursor = [], None
    while True:
        found = page(cursor, size=3)
        seen += [job.id for job in found.rows]
        cursor = found.next_cursor
        if cursor is None:
            break

    assert seen == [job.id for job in ImportJob.objects.newest_first()]


def test_pages_do_not_shift_when_rows_are_added_meanwhile(five_jobs: list[str]) -> None:
    first = page()
    finished_job(file_name="new", created_at=NOON + timedelta(hours=1))

    assert names(page(first.next_cursor)) == five_jobs[2:4]


def test_page_behind_the_last_row_is_empty(five_jobs: list[str]) -> None:
    first = page(size=4)
    ImportJob.objects.filter(file_name="0").delete()

    assert page(first.next_cursor, size=4) == CursorPage(rows=[], next_cursor=None, previous_cursor=None, first_row=5)


GOOD = ["2026-01-01T00:00:00+00:00", "00000000-0000-4000-8000-000000000000"]


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "W10", "W1s", encoded("[" * 9_000)])
def test_page_refuses_a_text_that_is_no_cursor(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        page(cursor)


@pytest.mark.parametrize(
    "value",
    [
        *(None, {}, 7, [1], ["", False, 1], ["", False, 1, GOOD[0]], ["", False, 1, *GOOD, "more"]),
        *(["other list", False, 1, *GOOD], ["", False, 0, *GOOD], ["", False, 2**60, *GOOD], ["", False, "1", *GOOD]),
        *(["", False, 1, "x", "y"], ["", False, 1, None, None], ["", False, 1, 1, 2], ["", False, 1, ["x"], {}]),
    ],
)
def test_page_refuses_a_cursor_that_is_not_ours(value: object) -> None:
    with pytest.raises(InvalidCursor):
        page(encoded(value))


@pytest.mark.parametrize("key", ["\0", "\ud800"])
def test_page_refuses_a_cursor_with_what_is_no_text(key: str) -> None:
    with pytest.raises(InvalidCursor):
        cursor_page(Product.objects.all(), order=["sku_key"], cursor=encoded(["", False, 1, key]), size=2)


@pytest.mark.parametrize("price", ["NaN", "Infinity", "1e999999", "0.001", "99999999999999"])
def test_page_refuses_a_cursor_with_a_number_that_the_column_cannot_hold(price: str) -> None:
    cursor = encoded(["", False, 1, price, GOOD[1]])

    with pytest.raises(InvalidCursor):
        cursor_page(Product.objects.all(), order=["price", "id"], cursor=cursor, size=2)


def test_pages_know_which_row_of_the_list_they_begin_with(five_jobs: list[str]) -> None:
    first = page()
    second = page(first.next_cursor)
    third = page(second.next_cursor)

    assert [found.first_row for found in (first, second, third, page(third.previous_cursor))] == [1, 3, 5, 3]
