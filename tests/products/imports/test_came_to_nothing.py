"""Rows that came to nothing, summed up and listed: rejected, superseded and skipped ones, and conflicts."""

import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.fields.reasons import Reason, Refusal
from products.imports import running
from products.imports.rejected.storage import store_refusals
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.factories import finished_job

REJECTED = "sku,name,price\nA-1,Mug,1O\nA-2,Cup,2O\nA-3,Jug,-5\n,Pot,3O\nA-5,Can,5\n"
LETTER = "price contains a letter"
REPEATED = "sku,name,price\nA-1,Mug,1\nB-1,Cup,2\na-1,Mug,3\nA-1,Mug,4\n"
IMPORTS = "/products/api/imports/"


def superseded_of(job: ImportJob) -> list[tuple[int, str, int]]:
    return [*job.superseded_rows.order_by("record_number").values_list("record_number", "sku", "kept_record_number")]


def test_api_sums_rejected_rows_up_by_reason(import_file: Import, admin_client: Client) -> None:
    job = import_file(REJECTED)

    body = admin_client.get(f"{IMPORTS}{job.id}/rejected/").json()

    assert sorted((row["code"], row["reason"], row["rows"]) for row in body["summary"]) == [
        ("missing_sku", "SKU is missing", 1),
        ("price_invalid", LETTER, 3),
        ("price_negative", "price is negative", 1),
    ]
    assert body["summary"][0]["rows"] == 3
    assert {error["reason"] for error in body["results"][0]["errors"]} == {LETTER}


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ({}, [2, 3, 4, 5]),
        ({"code": "price_invalid"}, [2, 3, 5]),
        ({"reason": LETTER}, [2, 3, 5]),
        ({"code": "missing_sku"}, [5]),
        ({"code": "price_negative", "reason": "price is negative"}, [4]),
        ({"code": "price_negative", "reason": LETTER}, []),
        ({"code": "no_such_code"}, []),
    ],
)
def test_api_lists_the_rejected_rows_of_a_reason(
    import_file: Import, admin_client: Client, query: dict[str, str], rows: list[int]
) -> None:
    job = import_file(REJECTED)

    body = admin_client.get(f"{IMPORTS}{job.id}/rejected/", query).json()

    assert [row["record_number"] for row in body["results"]] == rows


def test_page_narrows_rejected_rows_to_a_reason(import_file: Import, admin_client: Client) -> None:
    job = import_file(REJECTED)
    letter = job.rejection_reasons.get(reason=LETTER)

    everything = admin_client.get(job.get_absolute_url())
    narrowed = admin_client.get(job.get_absolute_url(), {"reason": letter.pk})

    assertContains(everything, "All · 4")
    assertContains(everything, f"{LETTER} · 3")
    assert [row.record_number for row, _ in narrowed.context["rejected"]] == [2, 3, 5]
    link = f'<a class="chip" href="?reason={letter.pk}#rejected" aria-current="true">{LETTER} · 3</a>'
    assertContains(narrowed, link, html=True)
    assertNotContains(everything, link, html=True)


@pytest.mark.parametrize("reason", ["", "0", "x", "99999999999999999999"])
def test_page_shows_all_rejected_rows_for_a_reason_that_is_none(
    import_file: Import, admin_client: Client, reason: str
) -> None:
    job = import_file(REJECTED)

    response = admin_client.get(job.get_absolute_url(), {"reason": reason})

    assert len(response.context["rejected"]) == 4


@pytest.mark.django_db
def test_page_folds_reasons_that_are_rarer(admin_client: Client) -> None:
    job = finished_job(total_rows=9, rejected=9)
    reasons = [Reason("price", f"price_{word}", "1", f"The price is {word}.") for word in "abcdefgh"]
    store_refusals(job, [Refusal(row, row, "A-1,1", (reason,)) for row, reason in enumerate([reasons[0], *reasons])])
    rarest = job.rejection_reasons.get(code="price_h")

    everything = admin_client.get(job.get_absolute_url())
    narrowed = admin_client.get(job.get_absolute_url(), {"reason": rarest.pk})

    assert [reason.code for reason in everything.context["reasons"].rarer] == ["price_g", "price_h"]
    assertContains(everything, "2 more reasons")
    assertContains(everything, '<details class="reason-chips" >')
    assertContains(narrowed, '<details class="reason-chips" open>')


def test_page_of_one_reason_offers_no_choice(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name,price\nA-1,Mug,1O\nA-2,Cup,2O\n")

    assertNotContains(admin_client.get(job.get_absolute_url()), "Why rows were rejected")


def test_reasons_are_counted_afresh_when_the_file_is_read_again(keep_file: Import, small_chunks: None) -> None:
    job = keep_file(REJECTED)
    ImportJob.objects.filter(pk=job.pk).update(status="processing", phase="reading")
    assert running.run(job.id)
    ImportJob.objects.filter(pk=job.pk).update(
        status="pending", finished_at=None, progress=40, staged_rows=None, planned_rows=None
    )
    assert running.run(job.id)

    assert dict(job.rejection_reasons.values_list("reason", "rows")) == {
        LETTER: 3, "price is negative": 1, "SKU is missing": 1,
    }  # fmt: skip


def test_rows_that_planning_refuses_are_summed_up_too(import_file: Import) -> None:
    job = import_file("sku,name,price\nA-1,Mug,1\nA-1,Mug,2\nB-1,,3\nC-1,,4\n", duplicates="reject")

    assert dict(job.rejection_reasons.values_list("reason", "rows")) == {
        "SKU is in the file more than once": 2, "name is missing": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("duplicates", "rows"),
    [("last", [(2, "A-1", 5), (4, "a-1", 5)]), ("first", [(4, "a-1", 2), (5, "A-1", 2)]), ("reject", [])],
)
def test_superseded_rows_are_kept_with_the_row_that_counts(
    import_file: Import, duplicates: str, rows: list[tuple[int, str, int]]
) -> None:
    job = import_file(REPEATED, duplicates=duplicates)

    assert superseded_of(job) == rows
    assert job.superseded == len(rows)


def test_superseded_rows_stand_once_when_the_plan_is_made_again(keep_file: Import) -> None:
    job = keep_file(REPEATED)
    assert running.run(job.id)
    ImportJob.objects.filter(pk=job.pk).update(status="pending", finished_at=None, progress=40, planned_rows=None)
    assert running.run(job.id)

    assert superseded_of(job) == [(2, "A-1", 5), (4, "a-1", 5)]


def test_api_lists_superseded_rows_by_cursor(import_file: Import, admin_client: Client) -> None:
    url = f"{IMPORTS}{import_file(REPEATED).id}/superseded/"

    first = admin_client.get(url, {"page_size": 1}).json()
    second = admin_client.get(url, {"page_size": 1, "cursor": first["next_cursor"]}).json()

    assert first["results"] == [{"record_number": 2, "line_number": 2, "sku": "A-1", "kept_record_number": 5}]
    assert [row["record_number"] for row in second["results"]] == [4]
    assert second["next_cursor"] is None
    assert admin_client.get(f"{IMPORTS}{uuid.uuid4()}/superseded/").status_code == 404


def test_page_lists_superseded_rows(import_file: Import, admin_client: Client) -> None:
    job = import_file(REPEATED)
    url = f"{job.get_absolute_url()}superseded/"

    response = admin_client.get(url)

    assert [row.record_number for row in response.context["page"].rows] == [2, 4]
    assertContains(response, "<code>a-1</code>")
    assert admin_client.post(url).status_code == 405
    assert admin_client.get(f"/products/imports/{uuid.uuid4()}/superseded/").status_code == 404


def test_page_of_superseded_rows_says_that_there_are_none(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name\nA-1,Mug\n")

    assertContains(admin_client.get(f"{job.get_absolute_url()}superseded/"), "No superseded rows")


SKIPPING = "Spring list\n\nsku,name\nA-1,Mug\n,\n,\nsku,name\n\nB-1,Cup\n"


def test_skipped_rows_are_kept_in_stretches_with_their_text(import_file: Import) -> None:
    job = import_file(SKIPPING)

    assert [*job.skipped_rows.order_by("record_number").values_list("record_number", "rows", "code", "raw")] == [
        (1, 2, "before_header", "Spring list\n"),
        (5, 2, "blank", ","),
        (7, 1, "repeated_header", "sku,name"),
        (8, 1, "blank", ""),
    ]
    assert job.skipped == 6


def test_skipped_rows_stand_once_when_the_file_is_read_again(keep_file: Import) -> None:
    job = keep_file(SKIPPING)
    assert running.run(job.id)
    ImportJob.objects.filter(pk=job.pk).update(status="pending", finished_at=None, progress=40, staged_rows=None)
    assert running.run(job.id)

    assert sum(job.skipped_rows.values_list("rows", flat=True)) == 6


def test_skipped_text_that_cannot_be_stored_is_replaced(import_file: Import) -> None:
    job = import_file(b"List\0 of \xff\nsku,name\nA-1,Mug\n")

    assert [row.raw for row in job.skipped_rows.all()] == ["List␀ of ?"]


def test_api_lists_skipped_rows_by_cursor(import_file: Import, admin_client: Client) -> None:
    url = f"{IMPORTS}{import_file(SKIPPING).id}/skipped/"

    first = admin_client.get(url, {"page_size": 3}).json()
    second = admin_client.get(url, {"page_size": 3, "cursor": first["next_cursor"]}).json()

    assert first["results"][0] == {
        "record_number": 1, "line_number": 1, "rows": 2, "code": "before_header", "reason": "before the header",
        "raw": "Spring list\n",
    }  # fmt: skip
    assert [row["reason"] for row in first["results"][1:]] == ["blank", "repeated header"]
    assert ([row["record_number"] for row in second["results"]], second["next_cursor"]) == ([8], None)


def test_page_lists_skipped_rows(import_file: Import, admin_client: Client) -> None:
    response = admin_client.get(f"{import_file(SKIPPING).get_absolute_url()}skipped/")

    assertContains(response, "6 rows")
    assertContains(response, '<td data-align="end" data-label="Row">5–6</td>', html=True)
    assertContains(response, '<code class="raw">sku,name</code>', html=True)


def test_rows_that_rules_left_out_are_told_by_rule(import_file: Import, admin_client: Client) -> None:
    skip = [{"column": "name", "is": "blank"}, {"column": "kind", "is": "equals", "to": "Gift"}]
    rows = [*(f"A{number},,Gift\nB{number},Mug,gift" for number in range(11)), "C,,", "D,,", "E,Cup,"]
    job = import_file("sku,name,kind\n" + "\n".join(rows) + "\n", mapping={"rows": {"skip": skip}})

    assert (job.created, job.skipped) == (1, 24)
    listed = admin_client.get(f"{IMPORTS}{job.id}/skipped/?page_size=100").json()["results"]
    assert (listed[0]["code"], listed[0]["reason"], listed[0]["raw"]) == ("rule", "“name” is blank.", "A0,,Gift")
    assert (listed[-1]["rows"], listed[-1]["reason"]) == (2, "“name” is blank.")
    page = admin_client.get(f"{job.get_absolute_url()}skipped/")
    assertContains(page, "<summary>“name” is blank. · 13 rows</summary>", html=True)
    assertContains(page, "<summary>“kind” is “Gift”. · 11 rows</summary>", html=True)
    assertContains(page, '<li>Row 3 <code class="raw">B0,Mug,gift</code></li>', html=True)
    assertNotContains(page, '<li>Row 23 <code class="raw">B10,Mug,gift</code></li>', html=True)


@pytest.mark.django_db
def test_conflicts_are_listed_with_what_happened(admin_client: Client) -> None:
    job = finished_job(total_rows=1, conflicts=1)
    job.conflict_rows.create(record_number=7, line_number=9, sku="A-1", code="deleted_meanwhile")
    what = "The product was deleted during the import, and the row lacks what a new one needs."

    row = {"record_number": 7, "line_number": 9, "sku": "A-1", "code": "deleted_meanwhile", "message": what}
    results = admin_client.get(f"{IMPORTS}{job.id}/conflicts/").json()["results"]
    assert results == [row | {"values": None, "taken": None}]
    assertContains(admin_client.get(f"{job.get_absolute_url()}conflicts/"), what)


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["superseded", "skipped", "conflicts"])
def test_page_of_rows_tells_none_from_not_listed(admin_client: Client, outcome: str) -> None:
    clean, old = finished_job(total_rows=1, created=1), finished_job(total_rows=1, **{outcome: 1})

    assertNotContains(admin_client.get(f"{clean.get_absolute_url()}{outcome}/"), "Not listed")
    assertContains(admin_client.get(f"{old.get_absolute_url()}{outcome}/"), "Not listed")


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["superseded", "skipped", "conflicts"])
def test_page_of_rows_is_for_those_who_signed_in(client: Client, outcome: str) -> None:
    url = f"{finished_job().get_absolute_url()}{outcome}/"

    assertRedirects(client.get(url), f"/accounts/login/?next={url}")


@pytest.mark.parametrize("copies", [1, 3])
def test_page_of_superseded_rows_asks_the_database_the_same_whatever_it_lists(
    import_file: Import, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, copies: int
) -> None:
    job = import_file("sku,name\n" + "A-1,Mug\n" * (copies + 1))

    with django_assert_num_queries(6):  # session, user, job, count, keys, rows
        admin_client.get(f"{job.get_absolute_url()}superseded/")


@pytest.mark.django_db
def test_figures_of_outcomes_lead_to_what_they_count(admin_client: Client) -> None:
    job = finished_job(total_rows=15, created=1, updated=2, unchanged=3, superseded=4, rejected=0, skipped=5)

    response = admin_client.get(job.get_absolute_url())

    shown: dict[str, Any] = {outcome.name: outcome.url for outcome in response.context["panel"].outcome_rows}
    page = job.get_absolute_url()
    assert shown == {
        "created": f"/products/?created_by_import={job.id}",
        "updated": f"/products/?updated_by_import={job.id}",
        "unchanged": "",
        "superseded": f"{page}superseded/",
        "rejected": f"{page}#rejected",
        "skipped": f"{page}skipped/",
        "conflicts": f"{page}conflicts/",
    }
    assertContains(response, f'<a data-href="{shown["created"]}" href="{shown["created"]}">')
    assertContains(response, f'<a data-href="{page}#rejected" >')


@pytest.mark.django_db
def test_figures_in_lists_of_jobs_lead_to_what_they_count(admin_client: Client) -> None:
    job = finished_job(total_rows=9, created=1, unchanged=3, superseded=4, rejected=1)
    products = f"/products/?created_by_import={job.id}"

    for page in ("/", "/products/imports/"):
        response = admin_client.get(page)
        assertContains(response, f'<a data-outcome="created" href="{products}" title="created"')
        assertContains(response, f'href="{job.get_absolute_url()}#rejected" title="rejected"')
        assertContains(response, '<span data-outcome="unchanged" title="unchanged"')


@pytest.mark.django_db
def test_figures_of_bulk_work_lead_to_the_products_it_changed(admin_client: Client) -> None:
    finished_job(kind="update", title="Deactivate", total_rows=2, updated=2, options={"active": False})

    response = admin_client.get("/products/activity/")

    assertContains(response, '<a data-outcome="updated" href="/products/?active=false&amp;updated_since=')
