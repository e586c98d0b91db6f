"""The page that asks which column is what, without JavaScript; and where others lead to it."""

import re
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.fields.reasons import FileFailure
from products.imports import running
from products.imports.looking.found import ColumnFound, Found
from products.imports.mapping import asking
from products.imports.mapping.parts import header_of, parts_of
from products.jobs.models import ImportJob
from products.jobs.states import Status
from tests.products.conftest import Import, catalogue, question
from tests.products.imports.factories import finished_job

UNKNOWN = "Code,Title,Betrag,Marke\nK-1,Kettle,5,Acme\nK-2,Mug,6x,Acme\n"
CHOSEN = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C", "file_delimiter": ","}


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    return import_file(UNKNOWN)


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def chosen_in(page: str) -> dict[str, str]:
    """Input → the option that is preset."""
    selects = re.findall(r'<select name="(\w+)".*?</select>', page, re.DOTALL)
    found = {}
    for name in selects:
        (select,) = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        found[name] = "".join(re.findall(r'<option value="([^"]*)" selected>', select))
    return found


def test_page_asks_with_the_suggestion_set(waiting: ImportJob, admin_client: Client) -> None:
    response = admin_client.get(page_of(waiting))

    assertContains(response, "No column was recognised as the SKU.")
    assertNotContains(response, "command line")
    assertContains(response, "Is “Code” the SKU?", count=2)
    assertContains(response, "Is “Betrag” the price?", count=2)
    assertContains(response, "called “Title”")
    assertContains(response, "Code · K-1, K-2")
    assert chosen_in(response.content.decode()) == {
        **dict.fromkeys(["take_description", "take_active"], ""),
        **{"take_sku": "A", "take_name": "B", "take_price": "C", "plus_price": ""},
        **{"file_delimiter": ",", "file_encoding": "", "file_header_rows": "", "file_decimal": "", "file_dates": ""},
        **{"file_currency": "", "file_quote": "", "file_escape": ""},
    }


@pytest.mark.parametrize("text", ["Colour,Size\nred,S\nred,S\n", "Kunde;Adresse\nCafé Nord;Weg 1\nBar Süd;Gasse 2\n"])
def test_file_without_a_key_shows_its_rows_as_they_stand(text: str, import_file: Import, admin_client: Client) -> None:
    response = admin_client.get(page_of(import_file(text)))

    assertContains(response, "Say which column is the SKU: then the first products are shown here.")
    assertNotContains(response, "at the top of the file")
    cells = re.split("[,;\n]", text)
    for cell in cells[:4]:
        assertContains(response, f">{cell}<")


def test_page_does_not_ask_for_a_sku_that_is_found_beyond_doubt(import_file: Import, admin_client: Client) -> None:
    """The header was not known by heart, but the look at the file leaves nothing open."""
    job = import_file("Art-Nr;Bezeichnung;VK brutto\n004711;Kettle;69,90\n004714;Mug;71,90\n004717;Pan;73,90\n")

    response = admin_client.get(page_of(job))

    assert chosen_in(response.content.decode())["take_sku"] == "A"
    assertContains(response, "called “Art-Nr”")
    assertNotContains(response, "Which column is the SKU?")


def test_page_shows_the_first_products_and_the_columns_not_used(waiting: ImportJob, admin_client: Client) -> None:
    response = admin_client.get(page_of(waiting))

    assertContains(response, "the first rows: 1 product, 1 row rejected<")
    assertContains(response, "<b>Marke</b>", html=True)


def test_field_that_is_in_doubt_is_no_sure_one(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name\n,Mug\n")

    response = admin_client.get(page_of(job))

    assertContains(response, "data-unsure")


def test_field_whose_numbers_are_to_be_changed_is_no_sure_one(import_file: Import, admin_client: Client) -> None:
    job = import_file("handle,title,price_pence\nblood,Blood test,19900\niron,Iron check,6750\n")

    response = admin_client.get(page_of(job))

    assertContains(response, "Is “price_pence” the price?", count=2)
    assertContains(response, "67.50")


def test_a_column_that_is_two_fields_has_the_question_of_each_beside_it(
    import_file: Import, admin_client: Client
) -> None:
    response = admin_client.get(page_of(import_file("Oak mug;12.50\nAsh bowl;7.00\nElm pan;9.90\n")))

    assertContains(response, "Is “A” the SKU?", count=2)
    assertContains(response, "Is “A” the name?", count=2)


def test_going_on_without_a_sku_says_so_and_the_job_waits(import_file: Import, admin_client: Client) -> None:
    job = import_file("Date received,Feedback,Rating\n2026-01-05,Worth it,5\n2026-01-06,Not at all,1\n")
    response = admin_client.post(page_of(job), {"revision": "1", "file_delimiter": ",", "do": "continue"})

    assertContains(response, "Say which column is the SKU: without it no row can be imported.", status_code=422)
    job.refresh_from_db()
    assert job.status == Status.AWAITING_MAPPING


def test_sure_sku_is_not_asked_though_something_else_is(import_file: Import, admin_client: Client) -> None:
    rows = "K-1,Kettle,red,9.50\nK-2,,blue,9.90\nK-3,,green,9.90\nM-1,Mug,red,4.00\nM-2,,white,4.20\n"
    response = admin_client.get(page_of(import_file(f"Artikelnr,Titel,Farbe,VK\n{rows}")))

    assertContains(response, "is blank in 3 rows", count=2)
    assertNotContains(response, "Which column is the SKU?")


def test_preview_shows_what_is_chosen_and_changes_nothing(waiting: ImportJob, admin_client: Client) -> None:
    response = admin_client.post(page_of(waiting), CHOSEN | {"do": "preview"})

    assert response.status_code == 200
    assert chosen_in(response.content.decode())["take_price"] == "C"
    assertContains(response, "5.00")
    assertContains(response, "<b>Rejected:</b> The price 6x contains a letter.")
    assertNotContains(response, "<b>Betrag</b>", html=True)
    waiting.refresh_from_db()
    assert (waiting.status, "mapping" in waiting.options, catalogue()) == ("awaiting_mapping", False, {})


def test_continue_imports_as_chosen(waiting: ImportJob, admin_client: Client) -> None:
    response = admin_client.post(page_of(waiting), CHOSEN | {"do": "continue"})

    assertRedirects(response, f"/products/imports/{waiting.id}/")
    waiting.refresh_from_db()
    assert {key: header_of(part) for key, part in parts_of(waiting.options["mapping"]).items()} == {
        **{"sku": "Code", "name": "Title", "price": "Betrag"},
        **{"description": "", "active": ""},
    }
    running.run(waiting.id)
    assert catalogue() == {"K-1": ("Kettle", "", "5.00", True, 1)}


def test_field_that_no_column_holds_is_left_out_though_one_has_its_name(
    import_file: Import, admin_client: Client
) -> None:
    job = import_file("Code,Title,Price\nK-1,Kettle,5\n")

    admin_client.post(page_of(job), CHOSEN | {"take_price": "", "do": "continue"})
    running.run(job.id)

    assert catalogue() == {"K-1": ("Kettle", "", None, True, 1)}


def test_part_that_is_more_than_a_column_is_set_as_suggested(keep_file: Import, admin_client: Client) -> None:
    job = waiting_with(
        keep_file,
        {
            "fields": {"sku": {"from": "Code"}, "name": {"text": "{Title} {Marke}"}, "price": {"from": "Betrag"}},
            "file": {"decimal": ","},
        },
    )

    page = admin_client.get(page_of(job)).content.decode()

    assert chosen_in(page)["take_name"] == "text"
    assert 'value="{Title} {Marke}"' in page
    assert chosen_in(page)["file_decimal"] == ","
    assert "<b>Marke</b>" not in page


def waiting_with(keep_file: Import, suggestion: dict[str, Any]) -> ImportJob:
    """A job that waits with this suggestion, whatever looking would say."""
    job = keep_file(UNKNOWN)
    assert job.begin()
    headers = zip("ABCD", ["Code", "Title", "Betrag", "Marke"], strict=True)
    columns = [ColumnFound(header, letter, 1.0, 2, ["x"], "text", 0) for letter, header in headers]
    assert asking.wait(job, Found(columns, suggestion), FileFailure("no_sku_column", "No SKU."))
    return job


def test_how_prices_are_written_is_chosen_too(import_file: Import, admin_client: Client) -> None:
    job = import_file('sku,name,price\nA-1,Chair,"1,234"\nB-2,Lamp,"5,678"\n')
    page = admin_client.get(page_of(job)).content.decode()

    admin_client.post(page_of(job), {**chosen_in(page), "revision": "1", "file_decimal": ".", "do": "continue"})
    running.run(job.id)

    assert {sku: product[2] for sku, product in catalogue().items()} == {"A-1": "1234.00", "B-2": "5678.00"}


def test_currency_is_chosen_where_as_many_prices_are_in_one_as_in_another(
    import_file: Import, admin_client: Client
) -> None:
    job = import_file("sku,name,price\nA-1,Chair,€ 12.00\nB-2,Lamp,$ 5.00\n")
    response = admin_client.get(page_of(job))
    page = response.content.decode()

    assertContains(response, "in EUR as in USD. Which currency is to be imported? Rows in the other one are rejected.")
    assert (chosen_in(page)["file_currency"], chosen_in(page)["file_decimal"]) == ("", "")
    admin_client.post(page_of(job), {**chosen_in(page), "revision": "1", "file_currency": "USD", "do": "continue"})
    running.run(job.id)

    assert {sku: product[2] for sku, product in catalogue().items()} == {"B-2": "5.00"}
    assert [error["code"] for row in job.rejected_rows.all() for error in row.errors] == ["price_currency_mismatch"]


@pytest.mark.parametrize("changed", [{"take_sku": "Z"}, {"take_name": "as suggested"}])
def test_choice_that_there_is_not_is_refused(waiting: ImportJob, admin_client: Client, changed: dict[str, str]) -> None:
    response = admin_client.post(page_of(waiting), CHOSEN | changed | {"do": "continue"})

    assert response.status_code == 422
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_mapping"


def test_answer_comes_too_late_if_somebody_else_was_first(waiting: ImportJob, admin_client: Client) -> None:
    admin_client.post(page_of(waiting), CHOSEN | {"do": "continue"})

    response = admin_client.post(page_of(waiting), CHOSEN | {"do": "continue"})

    assertContains(response, "This import does not wait for its columns", status_code=409)
    assertContains(response, f'<a href="/products/imports/{waiting.id}/">See the import</a>', status_code=409)


def test_answer_to_an_earlier_question_is_not_taken(waiting: ImportJob, admin_client: Client) -> None:
    response = admin_client.post(page_of(waiting), CHOSEN | {"revision": "2", "do": "continue"})

    assert response.status_code == 409
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_mapping"


def test_file_that_is_gone_is_told_in_place_of_the_preview(waiting: ImportJob, admin_client: Client) -> None:
    waiting.file.storage.delete(str(waiting.file.name))

    assertContains(admin_client.get(page_of(waiting)), "The stored file is gone")


def test_page_is_for_reading_to_who_may_not_import(waiting: ImportJob, viewer: Client) -> None:
    assertNotContains(viewer.get(page_of(waiting)), ">Continue<")
    assert viewer.post(page_of(waiting), CHOSEN | {"do": "continue"}).status_code == 403


def test_page_needs_a_sign_in_and_a_job_that_waits(admin_client: Client, client: Client, db: None) -> None:
    ended = finished_job()

    assertRedirects(admin_client.get(page_of(ended)), f"/products/imports/{ended.id}/")
    assert admin_client.get(f"/products/imports/{uuid.uuid4()}/mapping/").status_code == 404
    assert admin_client.put(page_of(ended)).status_code == 405
    client.logout()
    assert client.get(page_of(ended))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("fields", [1, 3])
def test_page_takes_the_same_queries_for_any_number_of_columns(
    import_file: Import, admin_client: Client, fields: int, django_assert_num_queries: Any
) -> None:
    job = import_file("Code,Title" + ",x" * fields + "\nK-1,Kettle" + ",1" * fields + "\n")

    with django_assert_num_queries(7):  # session, user, job, question, twice own fields, known SKUs
        admin_client.get(page_of(job))


@pytest.mark.parametrize("path", ["/", "/products/imports/", "/products/imports/{}/"])
def test_other_pages_lead_to_it(waiting: ImportJob, admin_client: Client, path: str) -> None:
    response = admin_client.get(path.format(waiting.id))

    assertContains(response, f'href="{page_of(waiting)}"')
    assertContains(response, "waiting for you")


def test_pages_do_not_follow_a_job_that_waits(waiting: ImportJob, admin_client: Client) -> None:
    assertNotContains(admin_client.get(f"/products/imports/{waiting.id}/"), "http-equiv")
    assertNotContains(admin_client.get("/products/imports/recent/"), "data-busy")


def test_page_of_the_job_tells_what_was_said(waiting: ImportJob, admin_client: Client) -> None:
    admin_client.post(page_of(waiting), CHOSEN | {"do": "continue"})
    running.run(waiting.id)

    lines = admin_client.get(f"/products/imports/{waiting.id}/").context["how_read"]

    told = {"SKU": "Code", "Name": "Title", "Description": "no column", "Price": "Betrag", "Active": "no column"}
    assert {line.name: line.value for line in lines if line.name in told} == told


def test_upload_form_can_ask_first(admin_client: Client, transactional_db: None) -> None:
    assertContains(admin_client.get("/"), 'name="mapping"')
    user = User.objects.get(username="admin")
    assert user.import_jobs.count() == 0


@pytest.mark.parametrize(
    ("message", "what"),
    [
        ("No SKU. Name it “sku”.", "No SKU."),
        ("Two of “Ref. Nr.”. Keep one.", "Two of “Ref. Nr.”."),
        ("Only one", "Only one"),
    ],
)
def test_question_is_told_without_what_to_do_about_the_file(waiting: ImportJob, message: str, what: str) -> None:
    asked = question(waiting)
    asked.message = message

    assert asked.what == what
