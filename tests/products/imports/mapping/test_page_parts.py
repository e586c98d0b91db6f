"""What *more…* on the page makes of a field, and the rules about rows that a person drops."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products.fields.reasons import FileFailure
from products.imports import running
from products.imports.looking.found import ColumnFound, Found
from products.imports.mapping import asking
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue
from tests.products.managed_fields.making import make_field

UNKNOWN = "Code,Title,Size,Betrag,Extra,Da\nK-1,Kettle,big,5,1,Si\n,Mug,small,6,2,No\n"
CHOSEN = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "D"}


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    return import_file(UNKNOWN)


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def answered(client: Client, job: ImportJob, **changed: Any) -> dict[str, Any]:
    """The catalogue after the job went on as chosen."""
    response = client.post(page_of(job), CHOSEN | changed | {"do": "continue"})
    assert response.status_code == 302, response.content.decode()
    running.run(job.id)
    return catalogue()


def test_template_and_what_stands_where_it_is_blank(waiting: ImportJob, admin_client: Client) -> None:
    found = answered(
        admin_client, waiting, else_sku="{Title}-{Size}", take_name="text", text_name="{Title} {Size}", take_active="F"
    )

    assert {sku: product[0] for sku, product in found.items()} == {"K-1": "Kettle big", "Mug-small": "Mug small"}


def test_factor_and_surcharge(waiting: ImportJob, admin_client: Client) -> None:
    found = answered(admin_client, waiting, else_sku="Title", times_price="2", plus_price="E")

    assert [product[2] for product in found.values()] == ["11.00", "14.00"]


def test_words_of_the_file_are_offered_and_translated(waiting: ImportJob, admin_client: Client) -> None:
    page = admin_client.post(page_of(waiting), CHOSEN | {"take_active": "F", "do": "preview"})
    assertContains(page, 'value="Si"')
    assertContains(page, 'value="No"')

    words = {"word_active": ["Si", "No", ""], "means_active": ["no", "yes", ""]}
    found = answered(admin_client, waiting, else_sku="Title", take_active="F", **words)

    assert {sku: product[3] for sku, product in found.items()} == {"K-1": False, "Mug": True}


def test_word_that_was_only_offered_goes_with_its_column(waiting: ImportJob, admin_client: Client) -> None:
    words = {"word_active": ["Si", "No", "maybe", ""], "means_active": ["", "", "", ""]}

    page = admin_client.post(page_of(waiting), CHOSEN | {"take_active": "", "do": "preview", **words})

    assertNotContains(page, 'value="Si"')
    assertContains(page, 'value="maybe"')


def test_what_blank_cells_mean_is_suggested_and_can_be_changed(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name,Gesperrt,Verkauf\nA-1,Mug,,ja\nA-2,Cup,x,nein\n")
    page = admin_client.get(page_of(job)).content.decode()
    assert inputs(page, "active") == {"take": "C", "of": "C", "words": {"x": "no"}, "blank": "yes"}
    assert page.count("Are products not active where “Gesperrt” says “x” and active where it is blank?") == 2

    chosen = {"revision": "1", "take_active": "D", "do": "preview"}
    words = {"words_of_active": "C", "word_active": ["x"], "means_active": ["no"], "blank_active": "yes"}
    page = admin_client.post(page_of(job), chosen | words).content.decode()
    assert inputs(page, "active") == {"take": "D", "of": "D", "words": {"ja": "", "nein": ""}, "blank": ""}

    sent = {"revision": "1", "take_active": "C", "do": "continue"} | words | {"blank_active": "no"}
    assert admin_client.post(page_of(job), sent).status_code == 302
    running.run(job.id)
    assert {sku: product[3] for sku, product in catalogue().items()} == {"A-1": False, "A-2": False}


def inputs(page: str, field: str) -> dict[str, Any]:
    """What the page shows of a field that says yes or no."""
    words = re.findall(rf'name="word_{field}"[^>]*value="([^"]*)"', page)
    means = [_selected(select) for select in re.findall(rf'name="means_{field}"(.*?)</select>', page, re.DOTALL)]
    take, blank = (
        _selected(re.findall(rf'name="{name}_{field}"(.*?)</select>', page, re.DOTALL)[0]) for name in ("take", "blank")
    )
    (of,) = re.findall(rf'name="words_of_{field}" value="([^"]*)"', page)
    return {"take": take, "of": of, "words": {w: m for w, m in zip(words, means, strict=True) if w}, "blank": blank}


def _selected(select: str) -> str:
    return "".join(re.findall(r'value="([^"]*)" selected', select))


def test_value_that_every_row_has(waiting: ImportJob, admin_client: Client) -> None:
    found = answered(admin_client, waiting, else_sku="Title", take_active="value", value_active="no")

    assert [product[3] for product in found.values()] == [False, False]


def test_list_is_split_as_its_file_writes_it(import_file: Import, admin_client: Client) -> None:
    make_field("tags", kind="list")
    job = import_file("Code,Title,Betrag,Worte\nK-1,Kettle,5,red > blue\n")

    job_page = admin_client.post(
        page_of(job),
        {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C", "take_tags": "D", "split_tags": ">"},
    )

    assertContains(job_page, "red, blue")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"take_name": "text"}, "Say which columns, in braces"),
        ({"take_name": "value", "value_name": " "}, "Say what every row has."),
        ({"take_name": "text", "text_name": "{Title"}, "brace"),
        ({"times_price": "much"}, "Give a number above 0"),
        ({"else_sku": "{Nowhere}"}, "Nowhere"),
        ({"file_first_row": "0"}, "greater than or equal to 1"),
    ],
)
def test_part_that_makes_no_sense_is_told_and_not_taken(
    waiting: ImportJob, admin_client: Client, changed: dict[str, str], sentence: str
) -> None:
    response = admin_client.post(page_of(waiting), CHOSEN | changed | {"do": "preview"})

    assert sentence in response.content.decode()


def waiting_with(keep_file: Import, suggestion: dict[str, Any]) -> ImportJob:
    """A job that waits with this suggestion, whatever looking would say."""
    job = keep_file("Handle,Title,Preis\nmug,Mug,5\nmug,,\npot,,6\n")
    assert job.begin()
    headers = zip("ABC", ["Handle", "Title", "Preis"], strict=True)
    columns = [ColumnFound(header, letter, 1.0, 2, ["x"], "text", 0) for letter, header in headers]
    assert asking.wait(job, Found(columns, suggestion), FileFailure("no_sku_column", "No SKU."))
    return job


RULED = {
    "fields": {"sku": {"from": "Handle"}, "name": {"from": "Title"}, "price": {"from": "Preis"}},
    "rows": {
        "within": "Handle",
        "fill_down": ["Title"],
        "skip": [{"column": "Preis", "is": "blank"}, {"column": "Title", "is": "equals", "to": "Total"}],
    },
    "blank": {"Title": ["none"]},
}


def test_rules_about_rows_are_told_in_words(keep_file: Import, admin_client: Client) -> None:
    page = admin_client.get(page_of(waiting_with(keep_file, RULED)))

    assertContains(page, "Rows are skipped where “Preis” is blank.")
    assertContains(page, "Rows are skipped where “Title” is “Total”.")
    assertContains(page, "A blank “Title” takes the value of the row above, as long as “Handle” is the same.")
    assertContains(page, "“Title” counts as blank where it says “none”.")
    assertContains(page, "the first rows: 1 product, 1 row rejected, 1 row skipped")


def test_rule_that_is_dropped_does_not_hold(keep_file: Import, admin_client: Client) -> None:
    job = waiting_with(keep_file, RULED)

    answer = {"revision": "1", "rules": ["", "skip.1"], "do": "continue"}
    assert admin_client.post(page_of(job), answer).status_code == 302

    job.refresh_from_db()
    assert job.options["mapping"]["rows"] == {"skip": [{"column": "Title", "is": "equals", "to": "Total"}]}


def test_rules_hold_where_nothing_is_said_of_them(keep_file: Import, admin_client: Client) -> None:
    job = waiting_with(keep_file, RULED)

    admin_client.post(page_of(job), {"revision": "1", "do": "continue"})

    job.refresh_from_db()
    assert job.options["mapping"]["rows"] == RULED["rows"]


def test_words_beside_numbers_are_left_out(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name,price\nA-1,Mug,2.50 excl. VAT\nA-2,Cup,3.50 excl. VAT\n")
    page = admin_client.get(f"/products/imports/{job.id}/mapping/")

    assertContains(page, "and says that tax comes on top of it; it is left out")
    assertContains(page, 'name="cut_price" value="excl. VAT"')
    assert [dict(row.values)["Price"] for row in page.context["shown"].rows] == ["2.50", "3.50"]


def test_column_that_stands_for_a_blank_sku_is_asked_beside_the_sku(import_file: Import, admin_client: Client) -> None:
    job = import_file("Código,Id,Nome\nA-1,101,Mug\n,103,Table\nA-4,104,Cup\nA-5,105,Pan\nA-6,106,Lid\nA-7,107,Jar\n")
    page = admin_client.get(f"/products/imports/{job.id}/mapping/")
    beside = {choice.field.key: choice.question for choice in page.context["choices"]}
    assert beside["sku"] == "“Código” is blank in some rows. Is “Id” the SKU of those?"
