"""A file beside the last one of its source."""

from typing import Any

import pytest

from products.imports.belts.confirming import belts_of
from products.imports.models import SeatBelts, Source
from products.imports.review import deciding
from products.imports.sources import actions
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.factories import make_field
from tests.products.imports.belts.conftest import file_of, found, go_on
from tests.products.imports.review.test_review_api import client_of

HEADER = "sku,name,description,price,brand"


@pytest.fixture
def acme(db: None) -> Source:
    make_field("brand")
    recipe = {"fields": {key: {"from": key} for key in HEADER.split(",")}}
    return actions.create(name="Acme", by=None, recipe=recipe)


def lines(number: int, *, empty: tuple[str, ...] = ()) -> str:
    cells = {"description": "Nice", "price": "1.00", "brand": "Acme"} | dict.fromkeys(empty, "")
    rest = ",".join(cells.values())
    return file_of(*(f"A-{each},Mug {each},{rest}" for each in range(number)), header=HEADER)


@pytest.fixture
def send(import_file: Import, acme: Source) -> Any:
    def send(content: str, **options: Any) -> ImportJob:
        return import_file(content, source="Acme", **options)

    return send


def test_file_that_would_change_nothing_is_not_held(send: Any) -> None:
    assert send(lines(400)).status == "completed"
    assert send(lines(201)).status == "completed"
    assert send(lines(101)).status == "completed"

    send(lines(400))
    job = send(lines(150))

    assert (job.status, found(job)) == ("completed", {"fewer_rows": 250})
    changed = lines(150).replace("1.00", "1.01")
    job = send(changed)
    assert (job.status, found(job)) == ("completed", {})


def test_shorter_file_that_changes_something_waits(send: Any) -> None:
    send(lines(400))

    job = send(lines(199).replace("1.00", "1.01"))

    assert (job.status, found(job)) == ("awaiting_review", {"fewer_rows": 201})
    (belt,) = belts_of(job).belts
    assert belt["sentence"] == "The file has 199 rows; the last one of Acme had 400. It may have been cut short."


def test_file_is_compared_with_the_last_completed_one(send: Any) -> None:
    send(lines(400))
    held = send(lines(150).replace("1.00", "1.01"))
    assert held.status == "awaiting_review"

    again = send(lines(150).replace("1.00", "1.02"))
    assert found(again) == {"fewer_rows": 250}
    deciding.apply(again, by=None, confirm={"fewer_rows": 250})
    assert go_on(again).status == "completed"

    assert found(send(lines(150).replace("1.00", "1.03"))) == {}


def test_fewer_by_less_than_a_hundred_is_nothing(send: Any) -> None:
    send(lines(150))

    assert found(send(lines(51).replace("1.00", "1.01"))) == {}


@pytest.mark.parametrize("field", ["description", "price", "brand"])
def test_field_that_has_become_empty_holds_the_import(send: Any, field: str) -> None:
    send(lines(150))

    job = send(lines(150, empty=(field,)).replace("Mug", "Cup"))

    assert (job.status, found(job)) == ("awaiting_review", {"field_emptied": 150})
    (belt,) = belts_of(job).belts
    label = {"description": "Description", "price": "Price"}.get(field, "Brand")
    assert belt["sentence"] == (
        "150 cells of fields that the last file of Acme filled in are empty. "
        f"{label}: 0 % filled in, 100 % the last time."
    )
    assert belt["examples"][0]["sku"] == "A-0"


def test_two_empty_fields_are_one_belt(send: Any) -> None:
    send(lines(150))

    job = send(lines(150, empty=("description", "brand")).replace("Mug", "Cup"))

    assert found(job) == {"field_emptied": 300}


def test_field_that_is_half_full_is_nothing(send: Any) -> None:
    send(lines(300))
    half = lines(150).replace("Mug", "Cup") + lines(150, empty=("brand",)).replace("A-", "B-").split("\n", 1)[1]

    assert found(send(half)) == {}


def test_files_of_other_sources_and_dry_runs_do_not_count(send: Any, keep_file: Import, import_file: Import) -> None:
    send(lines(150))
    go_on(keep_file(lines(900), dry_run=True, source="Acme"))
    import_file(lines(900))

    assert found(send(lines(150).replace("1.00", "1.01"))) == {}


def test_files_of_nobody_leave_no_record(import_file: Import) -> None:
    import_file(lines(150))

    assert not SeatBelts.objects.exists()


def test_source_sets_limits_of_its_own(send: Any, acme: Source) -> None:
    actions.change(acme, by=None, belts={"fewer_rows": 10})
    send(lines(400))

    assert send(lines(150).replace("1.00", "1.01")).status == "completed"


@pytest.mark.parametrize("limits", [{"speed": 3}, {"names": 101}, {"names": -1}, {"names": True}, {"names": "x"}])
def test_limit_that_cannot_be_is_refused(acme: Source, limits: dict[str, Any]) -> None:
    client = client_of("manager")
    address = f"/products/api/sources/{acme.pk}/"

    refused = client.patch(address, {"belts": limits}, content_type="application/json")

    assert refused.status_code == 422
    assert client.get(address).json()["belts"] == {}


def test_limits_of_a_source_by_api_and_on_its_page(acme: Source) -> None:
    client = client_of("manager")
    address, page = f"/products/api/sources/{acme.pk}/", f"/products/sources/{acme.pk}/"

    told = client.patch(address, {"belts": {"price_jump": 50, "at_least": 2000}}, content_type="application/json")
    assert told.json()["belts"] == {"price_jump": 50, "at_least": 2000}
    assert "2,000" in client.get(page).content.decode()

    form = client.get(f"{page}edit/").content.decode()
    assert 'name="limit-price_jump" value="50"' in form
    sent = {"version": "2", "name": "Acme", "recipe": "{}", "limit-price_jump": "", "limit-names": "70"}
    assert client.post(f"{page}edit/", {**sent, "limit-names": "700"}).status_code == 422
    assert client.post(f"{page}edit/", sent).status_code == 302
    assert client.get(address).json()["belts"] == {"names": 70}
