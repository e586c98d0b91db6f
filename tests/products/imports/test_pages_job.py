import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.jobs.models import ImportJob
from tests.products.imports.factories import NOON, finished_job, make_job, reject

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>"


def failed_job(code: str = "internal_error", message: str = "Start it again.") -> ImportJob:
    return finished_job(status="failed", phase="applying", progress=40, error_code=code, error_message=message)


def test_page_of_a_completed_job_tells_every_outcome(admin_client: Client) -> None:
    job = finished_job(
        total_rows=1_221,
        created=1_204,
        updated=2,
        unchanged=3,
        superseded=4,
        rejected=1,
        skipped=7,
        warnings=["A hint."],
    )
    reject(job, 1_284, "A-1,Kettle,")

    response = admin_client.get(job.get_absolute_url())

    for text in ("Completed", 'in <span data-slot="took">4 s</span>', "1,204", "A hint.", "1,284", "A-1,Kettle,"):
        assertContains(response, text)
    assertContains(response, 'See <span data-slot="rejected">1</span> rejected')
    assertContains(response, f"/products/api/imports/{job.id}/rejected.csv")
    assertContains(response, "<title>spring.csv – Completed with rejected rows</title>", html=True)
    assertContains(response, '<p data-tone="warning" data-in="partial">')
    assertContains(response, '<p data-tone="success" data-in="clean" hidden>')


def test_page_of_a_running_job_refreshes_itself_without_javascript(admin_client: Client) -> None:
    job = make_job(status="processing", phase="applying", progress=63, started_at=NOON, total_rows=500_000)

    response = admin_client.get(job.get_absolute_url())

    assertContains(response, '<noscript><meta http-equiv="refresh"')
    assertContains(response, "<title>63 % – Importing spring.csv</title>", html=True)
    assertContains(response, f'data-stream-url="/products/api/upload/progress/{job.id}/"')
    assertContains(response, f'data-status-url="/products/api/upload/status/{job.id}/"')


def test_page_of_an_ended_job_does_not_refresh(admin_client: Client) -> None:
    assertNotContains(admin_client.get(finished_job().get_absolute_url()), "<noscript>")


def test_building_the_indexes_at_the_end_has_a_word_of_its_own(admin_client: Client) -> None:
    job = make_job(status="processing", phase="applying", progress=93, started_at=NOON, total_rows=9, created=9)

    response = admin_client.get(job.get_absolute_url())

    assert response.context["panel"].state == "finishing"
    assertContains(response, '<span data-in="finishing" >updating search</span>', html=True)


@pytest.mark.parametrize(
    ("status", "phase", "state"),
    [
        ("pending", "queued", "queued"),
        ("pending", "applying", "queued"),
        ("processing", "queued", "queued"),
        ("processing", "reading", "reading"),
        ("processing", "planning", "comparing"),
        ("processing", "applying", "applying"),
        ("awaiting_review", "planning", "awaiting_review"),
    ],
)
def test_state_is_one_word_for_status_and_phase(admin_client: Client, status: str, phase: str, state: str) -> None:
    job = make_job(status=status, phase=phase)

    assert admin_client.get(job.get_absolute_url()).context["panel"].state == state


@pytest.mark.parametrize(
    ("code", "offered"), [("internal_error", True), ("empty_file", False), ("more_than_meant", False)]
)
def test_failed_job_can_be_started_again_unless_its_file_is_at_fault(
    admin_client: Client, code: str, offered: bool
) -> None:
    response = admin_client.get(failed_job(code).get_absolute_url())

    assert response.context["panel"].may_start_again is offered


def test_failed_job_leads_to_the_next_file(admin_client: Client) -> None:
    assertContains(admin_client.get(failed_job("empty_file").get_absolute_url()), "Import another file")
    job = failed_job()
    ImportJob.objects.filter(pk=job.pk).update(kind="delete")
    assertNotContains(admin_client.get(job.get_absolute_url()), "Import another file")


def test_completed_job_leads_to_the_products_it_changed(admin_client: Client) -> None:
    job = finished_job(total_rows=1, created=1)

    assertContains(admin_client.get(job.get_absolute_url()), f'href="/products/?import={job.id}"')


def test_running_job_that_deletes_counts_products(admin_client: Client) -> None:
    job = make_job(kind="delete", status="processing", phase="applying", progress=40, total_rows=9, deleted=4)

    response = admin_client.get(job.get_absolute_url())

    assertContains(response, '<b data-slot="total_rows">9</b> products')
    assertNotContains(response, "<dt>Products</dt>")


def test_job_that_deletes_and_was_cancelled_does_not_speak_of_rows(admin_client: Client) -> None:
    job = finished_job(kind="delete", status="cancelled", progress=40, total_rows=9, deleted=4)

    response = admin_client.get(job.get_absolute_url())

    assertContains(response, '<span data-slot="deleted">4</span> of <span data-slot="total_rows">9</span> products.')


def test_rejected_rows_are_paged(admin_client: Client) -> None:
    job = finished_job(total_rows=26, rejected=26)
    for number in range(26):
        reject(job, number + 2, f"row {number}")

    response = admin_client.get(job.get_absolute_url(), {"page": "2"})

    assert [row.record_number for row, _ in response.context["rejected"]] == [27]
    assertContains(response, "26–26 of 26")
    assertContains(response, '<a id="to-details" href="#details">Details</a>')


def test_hostile_texts_are_only_text(admin_client: Client) -> None:
    job = finished_job(file_name=HOSTILE, total_rows=1, rejected=1, warnings=[HOSTILE], options={"delimiter": HOSTILE})
    reject(job, 2, HOSTILE, HOSTILE)

    assertNotContains(admin_client.get(job.get_absolute_url()), "<img src=x")


def test_columns_of_the_file_are_told_in_words(admin_client: Client) -> None:
    headers = {"sku": "Product code", "name": "Name"}
    columns = {"indexes": {"sku": 0, "name": 1}, "headers": headers, "ignored": ["Stock", "Weight"], "warnings": []}

    response = admin_client.get(finished_job(options={"columns": columns}).get_absolute_url())

    assertContains(response, "<dt>Columns</dt><dd>sku (“Product code”), name</dd>", html=True)
    assertContains(response, "<dt>Columns ignored</dt><dd>Stock, Weight</dd>", html=True)
    assertNotContains(response, "indexes&#x27;")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "reject them"),
        ({"new_without_price": "accept"}, "import them without a price"),
        ({"columns": {"origin": "export"}}, "import them without a price"),
        ({"columns": {"origin": "export"}, "new_without_price": "reject"}, "reject them"),
    ],
)
def test_page_says_what_became_of_new_products_without_a_price(
    admin_client: Client, options: dict[str, Any], words: str
) -> None:
    response = admin_client.get(finished_job(options=options).get_absolute_url())

    assertContains(response, f"<dt>New products with an empty price</dt><dd>{words}</dd>", html=True)


def test_unknown_job_is_not_found(admin_client: Client) -> None:
    assertContains(admin_client.get(f"/products/imports/{uuid.uuid4()}/"), "Page not found", status_code=404)


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    url = finished_job().get_absolute_url()

    assertRedirects(client.get(url), f"/accounts/login/?next={url}")


def test_cancel_asks_the_job_to_stop(admin_client: Client) -> None:
    job = make_job()

    response = admin_client.post(f"{job.get_absolute_url()}cancel/")

    assertRedirects(response, job.get_absolute_url())
    job.refresh_from_db()
    assert job.cancel_requested_at is not None


def test_cancel_of_an_ended_job_says_so(admin_client: Client) -> None:
    response = admin_client.post(f"{finished_job().get_absolute_url()}cancel/", follow=True)

    assertContains(response, "This import had already ended.")


def test_resume_starts_a_failed_job_again(admin_client: Client) -> None:
    job = failed_job()

    response = admin_client.post(f"{job.get_absolute_url()}resume/")

    assertRedirects(response, job.get_absolute_url())
    job.refresh_from_db()
    assert (job.status, job.error_code) == ("pending", "")


def test_resume_of_a_completed_job_says_that_it_cannot(admin_client: Client) -> None:
    response = admin_client.post(f"{finished_job().get_absolute_url()}resume/", follow=True)

    assertContains(response, "Only what failed or was interrupted can be resumed.")


@pytest.mark.parametrize("verb", ["cancel", "resume", "again"])
def test_verbs_take_post_of_those_who_may_import(admin_client: Client, viewer: Client, verb: str) -> None:
    url = f"{make_job().get_absolute_url()}{verb}/"

    assert admin_client.get(url).status_code == 405
    assert viewer.post(url).status_code == 403
    assert admin_client.post(f"/products/imports/{uuid.uuid4()}/{verb}/").status_code == 404


def test_viewers_see_no_buttons(viewer: Client) -> None:
    response = viewer.get(make_job().get_absolute_url())

    assertNotContains(response, ">Cancel</button>\n    </form>")


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, admin_user: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    job = finished_job(total_rows=number, rejected=number, created_by=admin_user)
    for record_number in range(number):
        reject(job, record_number + 2, "A-1,Kettle,")

    with django_assert_num_queries(14):  # session, user, job, belts, undos, continuations, reasons, keys, rows
        admin_client.get(job.get_absolute_url())


def test_file_with_only_a_header_imports_nothing_and_is_no_success(admin_client: Client) -> None:
    response = admin_client.get(finished_job().get_absolute_url())

    assertContains(response, '<p data-tone="quiet" data-in="nothing">')
    assertContains(response, '<p data-tone="success" data-in="clean" hidden>')
    assertContains(response, "<title>spring.csv – Nothing imported</title>", html=True)


def test_cancelled_job_shows_what_was_not_applied_and_no_products_where_there_are_none(admin_client: Client) -> None:
    job = finished_job(status="cancelled", progress=30, total_rows=1_000, skipped=100)

    response = admin_client.get(job.get_absolute_url())

    assertContains(response, '<rect data-outcome="not_applied" x="100.0" y="0" width="900.0" height="10"/>', html=True)
    assertContains(response, '<b data-slot="not_applied">900</b> of')
    unless_zero = 'data-link="changed" data-unless-zero="changed"'
    link = f'<a class="button" data-size="small" {unless_zero} href="/products/?import={job.id}" hidden>'
    assertContains(response, f"{link}Open products it changed</a>", html=True)
    assertContains(response, f'action="{job.get_absolute_url()}again/"')


def test_job_says_for_which_import_it_waits(admin_client: Client) -> None:
    job = make_job(status="processing", phase="reading", progress=30, started_at=NOON, waits_for="autumn.csv")

    assertContains(admin_client.get(job.get_absolute_url()), 'Waiting for <b data-slot="waits_for">autumn.csv</b>')
    assertContains(admin_client.get("/products/imports/"), "waiting for autumn.csv")


def test_import_again_makes_a_new_job_of_the_same_file_and_options(admin_client: Client) -> None:
    content = b"sku;name\nA-1;Mug\n"
    job = finished_job(status="cancelled", progress=40, content=content, options={"delimiter": ";", "columns": {}})

    response = admin_client.post(f"{job.get_absolute_url()}again/")

    new = ImportJob.objects.exclude(pk=job.pk).get()
    assertRedirects(response, new.get_absolute_url())
    assert (new.status, new.file_name, new.options) == ("pending", "spring.csv", {"delimiter": ";"})
    for each in (job, new):
        with each.file.open() as file:
            assert file.read() == content
    assert new.created_by is not None


def test_import_again_says_that_the_file_is_gone(admin_client: Client) -> None:
    job = finished_job(status="cancelled", progress=40)
    job.file.delete()

    response = admin_client.post(f"{job.get_absolute_url()}again/", follow=True)

    assertContains(response, "The file of this import is no longer kept. Upload it again.")
    assert ImportJob.objects.count() == 1


def test_import_again_waits_for_the_end(admin_client: Client) -> None:
    response = admin_client.post(f"{make_job().get_absolute_url()}again/", follow=True)

    assertContains(response, "Only an import that has ended can be run again.")


@pytest.mark.parametrize("ignored", [["size"], []])
def test_page_offers_managers_to_add_fields_for_columns_left_out(
    admin_client: Client, viewer: Client, ignored: list[str]
) -> None:
    columns = {"indexes": {"sku": 0}, "ignored": ignored}
    job = finished_job(warnings=["A hint."], options={"columns": columns})

    assert ("add fields for them" in admin_client.get(job.get_absolute_url()).text) is bool(ignored)
    assert "add fields for them" not in viewer.get(job.get_absolute_url()).text
