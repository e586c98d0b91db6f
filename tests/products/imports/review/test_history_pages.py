"""What an ended import changed, on its page, by API and as a file."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from products.imports.review.leaving_out import Part, leave_out
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.interruptions import stop_at
from tests.products.imports.review.conftest import FIRST, SECOND
from tests.products.imports.review.test_review_api import IMPORTS, client_of

HEAD = "\ufeffsku,product,action,field,before,after"


@pytest.fixture
def ended(import_file: Import) -> ImportJob:
    import_file(FIRST)
    return import_file(SECOND)


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


@pytest.fixture
def page(ended: ImportJob) -> str:
    return f"/products/imports/{ended.id}/review/"


def file_of(client: Client, job: ImportJob, query: str = "") -> list[str]:
    answer = client.get(f"{IMPORTS}{job.id}/changes.csv?{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "test-changes.csv" in answer["Content-Disposition"]
    return b"".join(answer).decode().splitlines()


def test_page_shows_what_was_changed(importer: Client, page: str) -> None:
    shown = importer.get(page).content.decode()

    assert "<h1>What this import changed</h1>" in shown
    assert "<b>1</b> new, <b>2</b> changed." in shown
    assert "<del>5.00</del>" in shown
    assert "<ins>5.50</ins>" in shown
    assert "<ins>Jug</ins>" in shown
    for word in ("Apply the changes", "Leave out", "left_out"):
        assert word not in shown


def test_page_is_for_those_who_may_look(ended: ImportJob, page: str) -> None:
    assert client_of("viewer").get(page).status_code == 200
    assert Client().get(page)["Location"].startswith("/accounts/login/")
    assert client_of("importer").put(page).status_code == 405


def test_page_filters_and_leads_to_the_file_of_what_it_shows(importer: Client, ended: ImportJob, page: str) -> None:
    shown = importer.get(page, {"field": "name", "price": "up10"}).content.decode()
    assert "No changes here" in shown

    shown = importer.get(page, {"field": "name", "q": "Cup"}).content.decode()

    assert "1 product match" in " ".join(shown.split())
    assert "<ins>Jug</ins>" not in shown
    assert f"{IMPORTS}{ended.id}/changes.csv?field=name&amp;q=Cup" in shown
    assert importer.get(page, {"behind": "9" * 99, "field": "gone"}).status_code == 200


def test_page_has_pages(importer: Client, import_file: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("products.imports.review.views.ROWS_A_PAGE", 2)
    page = f"/products/imports/{import_file(FIRST).id}/review/"

    first = importer.get(page).content.decode()
    address = first.split("Next 2")[0].rsplit('href="', 1)[1].removesuffix('">')
    second = importer.get(page + address).content.decode()

    assert ("<code>A</code>" in first, "<code>C</code>" in first) == (True, False)
    assert ("<code>A</code>" in second, "<code>C</code>" in second) == (False, True)
    assert "First page" in second
    assert "Next" not in second


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_equally_often(
    importer: Client, import_file: Import, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("Old", "New"):
        job = import_file("sku,name\n" + "".join(f"S-{number},{name}\n" for number in range(rows)))

    with django_assert_num_queries(10):
        importer.get(f"/products/imports/{job.id}/review/")


def test_ended_imports_lead_to_their_changes(importer: Client, ended: ImportJob, page: str) -> None:
    for place in ("/", "/products/imports/", f"/products/imports/{ended.id}/"):
        assert f'href="{page}"' in importer.get(place).content.decode()


def test_failed_import_shows_what_it_had_done(importer: Client, import_file: Import, ended: ImportJob) -> None:
    assert ended.fail("broken", "It broke.") is False
    ImportJob.objects.filter(pk=ended.pk).update(status="failed", error_code="x", error_message="It broke.", progress=9)

    shown = importer.get(f"/products/imports/{ended.id}/review/").content.decode()

    assert "this is what it had done by then" in shown
    assert "See the changes" in importer.get(f"/products/imports/{ended.id}/").content.decode()


@pytest.mark.usefixtures("small_chunks")
def test_import_that_was_stopped_half_way_shows_what_it_did(importer: Client, keep_file: Import) -> None:
    job = keep_file("sku,name\n" + "".join(f"S-{number},Mug\n" for number in range(9)))
    stop_at(job, "applying", 4)
    ImportJob.objects.filter(pk=job.pk).update(cancel_requested_at=job.created_at)
    assert ImportJob.objects.get(pk=job.pk).stop()

    results = importer.get(f"{IMPORTS}{job.id}/changes/").json()["results"]

    assert [each["sku"] for each in results] == ["S-0", "S-1", "S-2", "S-3"]


def test_changes_are_read_by_program(importer: Client, ended: ImportJob) -> None:
    first = importer.get(f"{IMPORTS}{ended.id}/changes/?page_size=1").json()
    second = importer.get(f"{IMPORTS}{ended.id}/changes/?page_size=9&cursor={first['next_cursor']}").json()

    assert (first["origin"], first["review"]) == ("history", None)
    assert [each["sku"] for each in first["results"]] == ["D"]
    assert second["next_cursor"] is None
    assert [each["sku"] for each in second["results"]] == ["A", "B"]
    assert second["results"][1] | {"product_id": None} == {
        "action": "update",
        "sku": "B",
        "name": "Cup!",
        "product_id": None,
        "record_number": None,
        "before": {"name": "Cup"},
        "after": {"name": "Cup!"},
        "left_out": False,
        "left_values": {},
        "deleted_since": False,
    }


@pytest.mark.parametrize("query", ["action=x", "field=colour", "cursor=x", "cursor=" + "9" * 99, "page_size=0"])
def test_bad_filters_are_refused(importer: Client, ended: ImportJob, query: str) -> None:
    assert importer.get(f"{IMPORTS}{ended.id}/changes/?{query}").status_code == 422
    if "field" in query:
        assert importer.get(f"{IMPORTS}{ended.id}/changes.csv?{query}").status_code == 422


@pytest.mark.parametrize("route", ["changes/", "changes.csv"])
def test_import_under_way_has_no_changes(importer: Client, keep_file: Callable[[str], ImportJob], route: str) -> None:
    answer = importer.get(f"{IMPORTS}{keep_file(FIRST).id}/{route}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_waiting")


def test_file_has_a_line_for_each_value(importer: Client, ended: ImportJob) -> None:
    assert file_of(importer, ended) == [
        HEAD,
        "D,Jug,create,name,,Jug",
        "D,Jug,create,description,,Nice",
        "D,Jug,create,price,,8.00",
        "A,Mug,update,description,Old,New",
        "A,Mug,update,price,5.00,5.50",
        "B,Cup!,update,name,Cup,Cup!",
    ]
    assert file_of(importer, ended, "field=price") == [HEAD, "A,Mug,update,price,5.00,5.50"]
    assert file_of(importer, ended, "action=update&q=cup") == [HEAD, "B,Cup!,update,name,Cup,Cup!"]


def test_file_has_all_pages_and_guards_formulas(
    importer: Client, import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("products.imports.review.download.CHANGES_AT_ONCE", 1)
    job = import_file('sku,name,active\n=A,=1+1,yes\n-B,"a,b",no\nC,-1,yes\n')

    assert file_of(importer, job) == [
        HEAD,
        '\'-B,"a,b",create,name,,"a,b"',
        '\'-B,"a,b",create,active,,false',
        "'=A,'=1+1,create,name,,'=1+1",
        "'=A,'=1+1,create,active,,true",
        "C,-1,create,name,,-1",
        "C,-1,create,active,,true",
    ]


def test_file_of_a_plan_tells_what_would_happen(importer: Client, waiting: ImportJob) -> None:
    leave_out(waiting, Part(skus=["B"]))
    leave_out(waiting, Part(skus=["A"], fields=["price"]))

    assert file_of(importer, waiting) == [
        HEAD,
        "A,Mug,update,description,Old,New",
        "D,Jug,create,name,,Jug",
        "D,Jug,create,description,,Nice",
        "D,Jug,create,price,,8.00",
    ]
    assert file_of(importer, waiting, "left_out=true") == [
        HEAD,
        "A,Mug,update,price,5.00,5.50",
        "B,Cup,update,name,Cup,Cup!",
    ]
