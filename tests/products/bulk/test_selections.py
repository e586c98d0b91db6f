"""Many products at once: few while one waits, many by a job, all by a confirmed number."""

import json
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.lib import paging
from products import catalogue
from products.bulk import actions, conductors, tasks
from products.jobs import conductor, queue
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from products.models import Change, Product
from products.search import indexes
from tests.products.factories import ANA, make_products

ALL = "/products/imports/delete-all/"
ACT = "/products/imports/selection/"
API = "/products/api/products/"
DELETE = f"{API}bulk-delete/"
UPDATE = f"{API}bulk-update/"
TASKS = {"delete": tasks.bulk_delete_products, "update": tasks.bulk_update_products}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    monkeypatch.setattr(conductors, "CHUNK_ROWS", 2)


def skus(**wanted: Any) -> set[str]:
    return set(Product.objects.filter(**wanted).values_list("sku", flat=True))


def call(client: Client, path: str, body: object, method: str = "post") -> Any:
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


def do(answer: Any) -> ImportJob:
    """What a worker does with the job that was accepted."""
    assert answer.status_code == 202, answer.content
    return work(ImportJob.objects.get(pk=answer.json()["task_id"]))


def work(job: ImportJob) -> ImportJob:
    TASKS[job.kind](str(job.pk))
    job.refresh_from_db()
    return job


def facts(job: ImportJob) -> tuple[Any, ...]:
    return job.status, job.total_rows, job.updated, job.unchanged


@pytest.mark.parametrize("method", ["delete", "post"])
def test_program_deletes_products_by_id_and_follows_the_job(admin_client: Client, method: str) -> None:
    one, other, _ = make_products(3)

    answer = call(admin_client, DELETE, {"ids": [str(one.pk), str(other.pk)]}, method)
    queued = admin_client.get(answer.json()["status_url"]).json()
    job = do(answer)

    assert (queued["kind"], queued["status"], queued["created_by"]) == ("delete", "pending", "admin")
    assert (facts(job), skus()) == (("completed", 2, 2, 0), {"A-2"})
    assert admin_client.get(answer.json()["status_url"]).json()["progress"] == 100
    assert admin_client.get(answer.json()["page_url"]).status_code == 200


def test_program_deletes_what_matches_a_filter_in_chunks(admin_client: Client, small: None, admin_user: User) -> None:
    make_products(5, name="Lamp")
    make_products(2, sku="B")

    job = do(call(admin_client, DELETE, {"filter": {"q": "lamp", "price_min": "1.00"}}))

    assert (facts(job), skus(), str(job)) == (("completed", 5, 5, 0), {"B-0", "B-1"}, "Delete 5 products")
    assert list(Change.objects.values_list("actor_kind", "actor_id").distinct()) == [("user", str(admin_user.pk))]
    assert tables_left() == []


def test_program_deletes_all_when_it_knows_how_many(admin_client: Client) -> None:
    make_products(3)

    wrong = call(admin_client, DELETE, {"confirm": "2"})
    job = do(call(admin_client, DELETE, {"confirm": "3"}))

    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "count_differs")
    assert (facts(job), skus(), str(job)) == (("completed", 3, 3, 0), set(), "Delete all 3 products")


@pytest.mark.parametrize(
    "body",
    [
        {}, {"ids": []}, {"ids": ["x"]}, {"ids": None}, {"filter": {}}, {"filter": {"colour": "red"}}, {"confirm": "x"},
        {"confirm": 3}, {"filter": {"q": "x"}, "confirm": "3"}, {"all": True}, {"filter": {"page": 1}}, [], "all",
        {"filter": {"q": ""}}, {"filter": {"q": " "}}, {"filter": {"q": "\x1c", "name": "\u3000", "sku": "\t"}},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["delete", "post"])
def test_deletion_that_could_be_misunderstood_is_refused(admin_client: Client, body: Any, method: str) -> None:
    make_products(3)

    assert call(admin_client, DELETE, body, method).status_code == 422
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("body", "message", "fields"),
    [
        ({}, "Give ids, or a filter, or confirm to delete all products.", {}),
        ([], "Send one JSON object.", {}),
        (
            {"confirm": "20,006"},
            "Some values are not valid.",
            {"confirm": ["Write the number of products in digits alone, such as 20006."]},
        ),
        (
            {"filter": {"q": "a\0"}},
            "Some values are not valid.",
            {"filter.q": ["This has a character that is not possible here."]},
        ),
        (
            {"ids": ["x", "x"]},
            "Some values are not valid.",
            {"ids": ["Input should be a valid UUID, invalid character: found `x` at 0."]},
        ),
        (
            {"filter": {"active": "x", "price_min": "1,5"}},
            "Some values are not valid.",
            {
                "filter.active": ["Input should be a valid boolean, unable to interpret input."],
                "filter.price_min": [
                    'Write a price as text, from "0" to "9999999999.99", with a point and at most two decimals.'
                ],
            },
        ),
    ],
)
def test_deletion_that_is_refused_says_what_is_wrong_where(
    admin_client: Client, body: Any, message: str, fields: dict[str, list[str]]
) -> None:
    error = call(admin_client, DELETE, body).json()["error"]

    assert error == {"code": "invalid", "message": message, "fields": fields}


def test_deletion_without_a_body_is_refused(admin_client: Client) -> None:
    assert admin_client.delete(DELETE).status_code == 422


def test_program_changes_few_products_at_once(admin_client: Client, small: None) -> None:
    one, other, _ = make_products(3)
    catalogue.change_selection([one.pk], active=False, actor=ANA)

    answer = call(admin_client, UPDATE, {"ids": [str(one.pk), str(other.pk)], "set": {"active": False}})

    assert (answer.status_code, answer.json()) == (200, {"matched": 2, "changed": 1})
    assert skus(active=False) == {"A-0", "A-1"}


def test_program_changes_many_products_by_a_job(admin_client: Client, small: None) -> None:
    make_products(5)
    make_products(1, active=False, sku="B")

    job = do(call(admin_client, UPDATE, {"filter": {}, "set": {"active": False}}))

    assert (facts(job), skus(active=False)) == (("completed", 6, 5, 1), skus())
    assert set(Product.objects.values_list("version", flat=True)) == {1, 2}


@pytest.mark.parametrize(
    "body",
    [
        {"ids": ["x"]},
        {"filter": {}},
        {"set": {"active": True}},
        {"filter": {}, "set": {"price": "1"}},
        {"filter": {}, "set": {}},
    ],
)
def test_change_that_could_be_misunderstood_is_refused(admin_client: Client, body: Any) -> None:
    assert call(admin_client, UPDATE, body).status_code == 422


def test_nobody_acts_on_products_without_permission(client: Client) -> None:
    (product,) = make_products(1)
    client.force_login(User.objects.create(username="viewer", is_staff=True))
    ids = [str(product.pk)]

    answers = [
        client.get(ALL), call(client, DELETE, {"ids": ids}),
        call(client, UPDATE, {"ids": ids, "set": {"active": False}}),
        *(client.post(ACT, {"action": action, "id": ids}) for action in ("activate", "deactivate", "delete")),
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {403}
    assert client.post(ACT, {"action": "export", "id": ids}).status_code == 200
    assert skus(active=True) == {"A-0"}


def test_job_goes_on_where_it_was_interrupted(admin_client: Client, small: None) -> None:
    make_products(5)
    answer = call(admin_client, DELETE, {"filter": {"name": "kettle"}})
    job_id = answer.json()["task_id"]
    turns = iter([False, False, False, True])

    with pytest.raises(conductor.Interrupted):
        conductor.run(job_id, conductors.Deletion, should_stop=lambda: next(turns))
    half = ImportJob.objects.get()
    remaining = Product.objects.count()
    job = do(answer)

    assert (half.status, half.updated, remaining) == ("processing", 5 - remaining, remaining)
    assert 0 < remaining < 5
    assert (facts(job), skus()) == (("completed", 5, 5, 0), set())


@pytest.mark.parametrize("lost", ["DELETE FROM", "DROP TABLE"])
def test_job_chooses_anew_when_its_table_was_lost_in_a_crash(admin_client: Client, small: None, lost: str) -> None:
    make_products(5)
    answer = call(admin_client, UPDATE, {"filter": {"name": "kettle"}, "set": {"active": False}})
    turns = iter([False, False, True])
    with pytest.raises(conductor.Interrupted):
        conductor.run(answer.json()["task_id"], conductors.Update, should_stop=lambda: next(turns))
    with connection.cursor() as cursor:
        cursor.execute(f"{lost} staging.{tables_left()[0]}")

    job = do(answer)

    assert (job.status, job.updated, skus(active=True)) == ("completed", 5, set())
    assert job.processed_rows == job.total_rows


def test_job_waits_while_an_import_has_the_catalogue(admin_client: Client) -> None:
    make_products(1)
    answer = call(admin_client, DELETE, {"confirm": "1"})
    turns = iter([False, False, True])

    with catalogue_lock() as lock:
        assert lock.try_acquire()
        with pytest.raises(conductor.Interrupted):
            conductor.run(answer.json()["task_id"], conductors.Deletion, should_stop=lambda: next(turns))

    assert skus() == {"A-0"}
    assert facts(do(answer))[0] == "completed"


def test_job_fails_with_a_sentence_when_somebody_reads_for_long(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(1)
    answer = call(admin_client, DELETE, {"confirm": "1"})
    monkeypatch.setattr(catalogue, "LOCK_TIMEOUT_SECONDS", 0.1)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as reader:
        reader.execute("SELECT count(*) FROM products_product")
        job = do(answer)

    assert (job.status, job.error_code, skus()) == ("failed", "catalogue_busy", {"A-0"})
    assert "Nothing was deleted" in job.error_message


@pytest.mark.parametrize("body", [{"confirm": "3"}, {"filter": {"q": "kettle"}}], ids=["all", "some"])
def test_job_deletes_nothing_that_came_while_it_waited(admin_client: Client, body: dict[str, Any]) -> None:
    make_products(3)
    answer = call(admin_client, DELETE, body)
    make_products(2, sku="NEW")

    job = do(answer)

    assert (job.status, job.error_code, len(skus())) == ("failed", "more_than_meant", 5)
    assert job.error_message.startswith("By now it would be 5 products, more than the 3 that were to be deleted.")
    assert tables_left() == []


def test_job_deletes_what_is_left_of_what_was_meant(admin_client: Client) -> None:
    gone, *_ = make_products(3)
    answer = call(admin_client, DELETE, {"confirm": "3"})
    catalogue.delete(gone, actor=ANA)

    assert (facts(do(answer)), skus()) == (("completed", 2, 2, 0), set())


def test_catalogue_is_emptied_once_though_the_worker_dies_before_the_job_ends(admin_client: Client) -> None:
    make_products(3)
    job = do(call(admin_client, DELETE, {"confirm": "3"}))
    ImportJob.objects.update(status="processing", phase="applying", progress=99, finished_at=None)
    make_products(2, sku="NEW")

    assert (facts(work(job)), skus()) == (("completed", 3, 3, 0), {"NEW-0", "NEW-1"})


def test_counts_are_about_right_after_many_changes(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conductor, "MANY", 100)
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 10)
    make_products(200)
    indexes.look_at_products()
    before = paging.estimated_rows(Product)

    do(call(admin_client, DELETE, {"filter": {"name": "kettle"}}))

    assert (before, paging.estimated_rows(Product)) == (200, 10)


def test_job_that_is_done_already_does_nothing_when_it_is_delivered_again(admin_client: Client) -> None:
    make_products(1)
    job = do(call(admin_client, DELETE, {"confirm": "1"}))
    make_products(1)

    work(job)

    assert skus() == {"A-0"}


def test_beat_gives_each_job_to_its_own_task(admin_client: Client) -> None:
    """The kind decides: a deletion that were carried on as an import would fail for want of a file."""
    make_products(3)
    call(admin_client, DELETE, {"confirm": "3"})

    assert queue._TASKS.get(ImportJob.objects.get().kind) == tasks.bulk_delete_products.name


def test_page_changes_what_was_ticked_and_goes_back_to_the_list(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "deactivate", "id": [str(one.pk), str(other.pk)], "query": "?q=kettle&page=1"}

    response = admin_client.post(ACT, form)

    assertRedirects(response, "/products/?q=kettle&page=1", fetch_redirect_response=False)
    assertContains(admin_client.get(response["Location"]), "2 products are inactive now.")
    assert skus(active=False) == {"A-0", "A-1"}


def test_page_changes_all_that_match(admin_client: Client) -> None:
    make_products(2, active=False)
    make_products(2, sku="B", active=False)

    admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": "?q=B-"})

    assert skus(active=True) == {"B-0", "B-1"}


def test_page_hands_many_to_a_job_and_shows_it(admin_client: Client, small: None) -> None:
    make_products(3)

    response = admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": ""})

    assertRedirects(response, ImportJob.objects.get().get_absolute_url())


def test_page_asks_before_it_deletes(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "delete", "id": [str(one.pk), str(other.pk)], "query": "?sort=name"}

    asked = admin_client.post(ACT, form)
    before = skus()
    done = admin_client.post(ACT, form | {"confirmed": "on"})

    assertContains(asked, "Delete 2 products")
    assert before == {"A-0", "A-1", "A-2"}
    assertRedirects(done, "/products/?sort=name", fetch_redirect_response=False)
    assert skus() == {"A-2"}


def test_page_asks_again_when_more_products_match_by_now(admin_client: Client) -> None:
    make_products(2)
    form = {"action": "delete", "all_matching": "on", "query": "q=kettle"}
    assertContains(admin_client.post(ACT, form), '<input type="hidden" name="meant" value="2">')
    make_products(1, sku="NEW")

    again = admin_client.post(ACT, form | {"confirmed": "on", "meant": "2"})
    before = skus()
    admin_client.post(ACT, form | {"confirmed": "on", "meant": "3"})

    assertContains(again, "Delete 3 products")
    assert (before, skus()) == ({"A-0", "A-1", "NEW-0"}, set())


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "on"}])
@pytest.mark.parametrize("query", ["", "?sort=name&page=2", "?q=%20"])
def test_page_wants_the_number_typed_when_nothing_is_left_out(
    admin_client: Client, confirmed: dict[str, str], query: str
) -> None:
    make_products(3)

    response = admin_client.post(ACT, {"action": "delete", "all_matching": "on", "query": query} | confirmed)

    assertRedirects(response, ALL)
    assert len(skus()) == 3


def test_page_exports_what_was_ticked(admin_client: Client) -> None:
    one, *_ = make_products(3)

    response = admin_client.post(ACT, {"action": "export", "id": [str(one.pk)]})

    assert b"".join(response).splitlines()[1:] == [b"A-0,Kettle 0,,12.90,true"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"action": "activate"}, "Choose products first"),
        ({"action": "burn", "all_matching": "on"}, "burn is not one of the available choices"),
        ({"action": "activate", "all_matching": "on", "query": "?price_min=x"}, "cannot be read"),
        ({"action": "activate", "id": ["x"]}, "valid UUID"),
    ],
)
def test_page_refuses_what_it_does_not_understand(admin_client: Client, form: dict[str, Any], said: str) -> None:
    make_products(1, active=False)

    assertContains(
        admin_client.post(ACT, form, follow=True), said, status_code=422 if "x" in form.get("query", "") else 200
    )
    assert skus(active=False) == {"A-0"}


def test_page_never_leads_to_another_site(admin_client: Client) -> None:
    response = admin_client.post(ACT, {"action": "activate", "query": "//evil.example/?"})

    assert response["Location"].startswith("/products/?")


@pytest.mark.parametrize("typed", ["3", " 3 ", "3.", "3,"])
def test_page_deletes_all_when_their_number_is_typed(admin_client: Client, typed: str) -> None:
    make_products(3)
    assertContains(admin_client.get(ALL), "Type 3 to confirm")

    response = admin_client.post(ALL, {"confirm": typed})

    job = ImportJob.objects.get()
    assertRedirects(response, job.get_absolute_url())
    assert facts(work(job)) == ("completed", 3, 3, 0)
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, "3 of 3")
    assertNotContains(page, "Blank cells")
    assertNotContains(page, "Importing")
    assertContains(admin_client.get("/"), '3<span class="visually-hidden"> deleted</span>')


@pytest.mark.parametrize("typed", ["", "2", "all", "-3", "9" * 40, "٣"])
def test_page_deletes_nothing_when_another_number_is_typed(admin_client: Client, typed: str) -> None:
    make_products(3)

    assertContains(admin_client.post(ALL, {"confirm": typed}), "There are 3 products now", status_code=422)
    assert not ImportJob.objects.exists()


def test_page_for_deleting_all_of_an_empty_catalogue_says_so(admin_client: Client) -> None:
    assertContains(admin_client.get(ALL), "The catalogue is empty")


def tables_left() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        return [name for (name,) in cursor]
