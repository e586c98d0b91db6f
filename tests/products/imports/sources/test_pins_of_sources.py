"""What a source says of pins: whether its files replace pinned values, and whether edits of its products pin them."""

import json
from decimal import Decimal

from django.test import Client
from pytest_django import Settings

from products import catalogue
from products.imports.models import Source
from products.imports.review import conflicts, deciding
from products.imports.sources import actions
from products.models import Product
from tests.products.conftest import Import, counts
from tests.products.factories import ANA
from tests.products.imports.sources.conftest import HEADER, SECOND, go_on


def product(sku: str) -> Product:
    return Product.objects.with_sku(sku).get()


def pin(sku: str, *keys: str) -> None:
    Product.objects.filter(sku=sku).update(pinned=[*keys])


def test_files_of_a_source_replace_pinned_values_if_it_says_so(
    saved: Source, import_file: Import, settings: Settings
) -> None:
    settings.IMPORT_MISSING_WAITS_PERCENT = settings.IMPORT_MISSING_REFUSES_PERCENT = 100
    pin("K-1", "price", "active")
    pin("K-2", "active")
    kept = import_file(SECOND)
    assert product("K-1").price == Decimal("5.00")
    assert kept.warnings[-1] == "1 pinned values of products were kept, though the file has others."
    actions.change(saved, by=None, pins="replace", missing="deactivate")

    job = import_file(SECOND)

    assert (job.status, counts(job)) == ("completed", {"updated": 1})
    assert job.warnings[-1] == "1 pinned values of products change, since the source says that its files replace them."
    assert (product("K-1").price, product("K-1").pinned) == (Decimal("7.00"), ["price", "active"])
    assert not product("K-2").active


def test_conflict_of_such_a_source_takes_the_files_value_of_a_pinned_one(saved: Source, import_file: Import) -> None:
    pin("K-1", "price")
    actions.change(saved, by=None, pins="replace")
    job = import_file(SECOND, mode="review")
    catalogue.change(product("K-1"), actor=ANA, name="Better kettle")

    conflicts.resolve(job, skus=None, take="ours")
    deciding.apply(job, by=None)
    go_on(job)

    assert (product("K-1").price, product("K-1").name) == (Decimal("7.00"), "Kettle")


def test_people_pin_what_they_edit_in_products_of_such_a_source(saved: Source, import_file: Import) -> None:
    actions.change(saved, by=None, pin_edits=True)
    others = catalogue.create(sku="X-1", name="Of nobody", actor=ANA)

    catalogue.change(product("K-1"), actor=ANA, name="Better kettle")
    catalogue.change(others, actor=ANA, name="Of nobody still")

    assert (product("K-1").pinned, product("X-1").pinned) == (["name"], None)
    import_file(f"{HEADER}\nK-1,Kettle,9.00,Acme,1.2,red\n")
    assert (product("K-1").name, product("K-1").price) == ("Better kettle", Decimal("9.00"))


def test_both_are_told_and_set_by_program_and_page(saved: Source, admin_client: Client) -> None:
    path = f"/products/api/sources/{saved.pk}/"
    told = admin_client.get(path).json()
    assert (told["pins"], told["pin_edits"]) == ("keep", False)

    sent = {"pins": "replace", "pin_edits": True}
    answer = admin_client.patch(path, json.dumps(sent), content_type="application/json")
    assert {name: answer.json()[name] for name in sent} == sent
    for wrong in ({"pins": "never"}, {"pin_edits": None}, {"pin_edits": "perhaps"}):
        assert admin_client.patch(path, json.dumps(wrong), content_type="application/json").status_code == 422

    page = admin_client.get(f"/products/sources/{saved.pk}/").content.decode()
    assert "become what its file says" in page
    assert "is pinned by that" in page
    form = admin_client.get(f"/products/sources/{saved.pk}/edit/").content.decode()
    assert '<option value="replace" selected>' in form
    assert '<option value="pin" selected>' in form
    version = Source.objects.get().version
    given = {"version": version, "name": "Acme", "recipe": json.dumps(saved.recipe), "pins": "keep", "pin_edits": ""}
    admin_client.post(f"/products/sources/{saved.pk}/edit/", given)
    source = Source.objects.get()
    assert (source.pins, source.pin_edits, source.version) == ("", False, version + 1)
