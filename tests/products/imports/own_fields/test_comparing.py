"""Own fields compared with the catalogue: what changes, what stays, what copies say, and what is refused."""

import json

import pytest
from django.utils import timezone
from pytest_django import Settings

from products import catalogue
from products.imports import running
from products.imports.steps import planning, staging
from products.jobs.models import ImportJob
from products.models import Change, OwnField, Product, Stretch, Word
from tests.products.conftest import Import
from tests.products.factories import ANA, make_field, make_products
from tests.products.imports.own_fields.conftest import attributes, outcome
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

FILE = "sku,name,brand,stock\nA-1,Mug,Acme,3\nB-2,Pot,Bolt,5\nC-3,Cup,,\n"


@pytest.fixture
def two_fields(transactional_db: None) -> None:
    make_field("brand")
    make_field("stock", "integer")


def read(job: ImportJob) -> ImportJob:
    """The job once a worker has read its file, and ended."""
    reading = ImportJob.objects.get(pk=job.pk)
    assert reading.begin()
    staging.stage(reading, go_on=lambda: None)
    return reading


@pytest.mark.usefixtures("two_fields")
def test_same_file_again_changes_nothing(import_file: Import) -> None:
    import_file(FILE)

    again = import_file(FILE)

    assert outcome(again).counts == {"unchanged": 3}
    assert {*Product.objects.values_list("version", flat=True)} == {1}


@pytest.mark.usefixtures("two_fields")
def test_only_what_differs_is_changed_and_other_fields_stay(import_file: Import) -> None:
    import_file(FILE)
    make_field("note")
    catalogue.change(Product.objects.get(sku="A-1"), note="Fragile", actor=ANA)

    job = import_file("sku,stock\nA-1,4\nB-2,5\nC-3,1\n")

    assert outcome(job) == (
        {"updated": 2, "unchanged": 1},
        {
            "A-1": {"brand": "Acme", "stock": 4, "note": "Fragile"},
            "B-2": {"brand": "Bolt", "stock": 5},
            "C-3": {"stock": 1},
        },
        {},
    )


@pytest.mark.usefixtures("two_fields")
def test_blank_cell_keeps_the_value_or_clears_it(import_file: Import) -> None:
    import_file(FILE)
    blank = "sku,brand,stock\nA-1,,\nB-2,Bolt,\nC-3,,\n"

    kept = outcome(import_file(blank))
    cleared = outcome(import_file(blank, on_blank="clear"))

    assert kept.counts == {"unchanged": 3}
    assert cleared == ({"updated": 2, "unchanged": 1}, {"A-1": {}, "B-2": {"brand": "Bolt"}, "C-3": {}}, {})


@pytest.mark.usefixtures("two_fields")
def test_clearing_writes_no_null_into_new_products(import_file: Import) -> None:
    import_file(FILE, on_blank="clear")

    assert attributes()["C-3"] == {}


@pytest.mark.parametrize(
    ("duplicates", "expected"),
    [("last", {"brand": "Bolt", "stock": 1, "tags": ["b"]}), ("first", {"brand": "Acme", "stock": 1, "tags": ["b"]})],
)
@pytest.mark.usefixtures("two_fields")
def test_copies_of_a_row_speak_where_the_one_that_counts_is_blank(
    import_file: Import, duplicates: str, expected: dict[str, object]
) -> None:
    make_field("tags", "list")

    job = import_file(
        "sku,name,brand,stock,tags\nA-1,Mug,Acme,1,\na-1,Mug,,,b\nA-1,Mug,Bolt,,\n", duplicates=duplicates
    )

    assert outcome(job)[:2] == ({"created": 1, "superseded": 2}, {"A-1": expected})


@pytest.mark.usefixtures("transactional_db")
def test_order_of_a_list_and_a_removed_member_are_changes(import_file: Import) -> None:
    make_field("tags", "list")
    import_file("sku,name,tags\nA-1,Mug,a|b\nB-2,Pot,a|b\nC-3,Cup,a|b\n")

    job = import_file("sku,tags\nA-1,b|a\nB-2,a\nC-3,a|b\n")

    assert outcome(job)[:2] == (
        {"updated": 2, "unchanged": 1},
        {"A-1": {"tags": ["b", "a"]}, "B-2": {"tags": ["a"]}, "C-3": {"tags": ["a", "b"]}},
    )


@pytest.mark.usefixtures("transactional_db")
def test_required_field_is_asked_of_new_products_and_never_cleared(import_file: Import) -> None:
    make_products(1, attributes={"brand": "Acme"})
    make_field("brand", required=True)

    without = import_file("sku,name\nA-0,Mug\nB-1,Pot\n")
    job = import_file("sku,name,brand\nA-0,Mug,\nB-1,Pot,\nC-2,Cup,Bolt\n", on_blank="clear")

    assert outcome(without).rejected == {3: ["missing_brand"]}
    assert without.rejected_rows.get().errors[0]["message"] == (
        "B-1 is a new product and has no brand. Check the SKU, or add a column “brand” and import the row again."
    )
    assert outcome(job) == (
        {"created": 1, "rejected": 2},
        {"A-0": {"brand": "Acme"}, "C-2": {"brand": "Bolt"}},
        {2: ["missing_brand"], 3: ["missing_brand"]},
    )


@pytest.mark.usefixtures("two_fields")
def test_product_can_hold_only_so_much_in_its_own_fields(import_file: Import, settings: Settings) -> None:
    make_field("note", "long_text")
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 100
    import_file(f"sku,name,note\nA-1,Mug,{'é' * 20}\n")

    job = import_file(f"sku,name,brand,note\nA-1,Mug,{'b' * 60},\nB-2,Pot,{'b' * 60},\nC-3,Cup,,{'n' * 101}\n")

    assert outcome(job) == (
        {"created": 1, "rejected": 2},
        {"A-1": {"note": "é" * 20}, "B-2": {"brand": "b" * 60}},
        {2: ["attributes_too_large"], 4: ["attributes_too_large"]},
    )


@pytest.mark.usefixtures("two_fields")
def test_dry_run_counts_and_writes_nothing(import_file: Import) -> None:
    import_file(FILE)

    job = import_file("sku,name,brand\nA-1,Mug,Other\nB-2,Pot,Bolt\nD-4,Jug,New\n", dry_run=True)

    assert outcome(job).counts == {"created": 1, "updated": 1, "unchanged": 1}
    assert attributes() == {"A-1": {"brand": "Acme", "stock": 3}, "B-2": {"brand": "Bolt", "stock": 5}, "C-3": {}}


@pytest.mark.usefixtures("two_fields")
def test_history_has_only_the_fields_that_changed(import_file: Import) -> None:
    import_file(FILE)

    job = import_file("sku,brand,stock\nA-1,Acme,4\nB-2,Bolt,5\nC-3,New,\n")

    stretch = Stretch.objects.get(job_id=job.id)
    assert stretch.attributes_before == [{"stock": 3}, {}]
    assert stretch.attributes_after == [{"stock": 4}, {"brand": "New"}]
    assert not Change.objects.exists()


@pytest.mark.usefixtures("two_fields")
def test_events_tell_told_fields_and_the_keys_that_changed(import_file: Import) -> None:
    make_webhook()
    OwnField.objects.filter(key="stock").update(told=False)

    import_file("sku,name,brand,stock\nA-1,Mug,Acme,3\nC-3,Cup,,\n")
    import_file("sku,brand,stock\nA-1,Bolt,4\nC-3,,1\n")

    events = Event.objects.filter(type__startswith="product").order_by("id")
    bodies = [json.loads(body) for body in events.values_list("body", flat=True)]
    told = [(each["sku"], each["attributes"], each["changed"]) for body in bodies for each in body["data"]["products"]]
    builtin = ["sku", "name", "description", "price", "active"]
    assert told == [
        ("A-1", {"brand": "Acme"}, [*builtin, "brand", "stock"]),
        ("C-3", {}, builtin),
        ("A-1", {"brand": "Bolt"}, ["brand", "stock"]),
        ("C-3", {}, ["stock"]),
    ]


@pytest.mark.usefixtures("two_fields")
def test_products_that_appeared_meanwhile_keep_what_the_file_does_not_say(keep_file: Import) -> None:
    """The plan says create; by then somebody has made the product by hand."""
    job = keep_file("sku,name,brand\nA-1,Mug,Acme\n")
    planning.plan(read(job), go_on=lambda: None)
    catalogue.create(sku="A-1", name="Cup", stock=7, actor=ANA)

    assert running.run(job.id)

    assert attributes() == {"A-1": {"brand": "Acme", "stock": 7}}


FATES = [
    (
        {"archived_at": "2026-01-01T00:00:00Z"},
        {"brand": "Acme"},
        "“Brand” was archived while this import ran. Its values were imported and are hidden until it is restored.",
    ),
    (
        {"archived_at": "2026-01-01T00:00:00Z", "erased_at": "2026-01-01T00:00:00Z"},
        {},
        "“Brand” was erased while this import ran. Its values were not imported.",
    ),
    (
        {"kind": "choice", "settings": {"choices": ["Bolt"]}},
        {"brand": "Acme"},
        "“Brand” was changed while this import ran. Its values were read as it was when the import began.",
    ),
]


@pytest.mark.parametrize(("fate", "stored", "sentence"), FATES)
@pytest.mark.usefixtures("two_fields")
def test_field_that_changes_while_its_import_runs(
    keep_file: Import, fate: dict[str, object], stored: dict[str, object], sentence: str
) -> None:
    job = keep_file("sku,name,brand\nA-1,Mug,Acme\n")
    read(job)
    OwnField.objects.filter(key="brand").update(**fate)

    assert running.run(job.id)

    job.refresh_from_db()
    assert (attributes(), job.warnings) == ({"A-1": stored}, [sentence])


@pytest.mark.usefixtures("two_fields")
def test_field_that_becomes_searchable_while_its_import_runs_is_found_by_its_words(keep_file: Import) -> None:
    job = keep_file('sku,name,brand\nA-1,Mug,"Quixotic works"\n')
    read(job)
    OwnField.objects.filter(key="brand").update(searchable=True)

    assert running.run(job.id)

    assert {*Word.objects.values_list("word", flat=True)} >= {"quixotic", "works"}
    assert not Word.objects.filter(word="3").exists()


@pytest.mark.usefixtures("two_fields")
def test_import_that_goes_on_with_its_plan_writes_nothing_into_an_erased_field(keep_file: Import) -> None:
    job = keep_file("sku,name,brand,stock\nA-1,Mug,Acme,3\n")
    planning.plan(read(job), go_on=lambda: None)
    OwnField.objects.filter(key="brand").update(archived_at=timezone.now(), erased_at=timezone.now())

    assert running.run(job.id)

    assert attributes() == {"A-1": {"stock": 3}}


@pytest.mark.usefixtures("two_fields")
def test_product_that_holds_too_much_already_can_be_changed_otherwise(import_file: Import, settings: Settings) -> None:
    import_file(f"sku,name,brand\nA-1,Mug,{'b' * 60}\n")
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 50

    job = import_file("sku,name,brand\nA-1,Cup," + "b" * 60 + "\n")
    smaller = import_file("sku,brand\nA-1," + "b" * 55 + "\n")
    larger = import_file("sku,brand\nA-1," + "b" * 70 + "\n")

    assert (outcome(job).counts, outcome(smaller).counts) == ({"updated": 1}, {"updated": 1})
    assert outcome(larger).rejected == {2: ["attributes_too_large"]}
