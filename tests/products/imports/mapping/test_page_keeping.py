"""A column that no field is taken from becomes a field of its own, on the page that asks."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products.fields.models import OwnField
from products.imports import running
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import
from tests.products.managed_fields.making import make_field

UNKNOWN = "Code,Title,Betrag,Marke,Gehäuse-Art,名前\nK-1,Kettle,5,Acme,steel,x\nK-2,Mug,6,Acme,clay,y\n"
CHOSEN = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C"}


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    return import_file(UNKNOWN)


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def sent(client: Client, job: ImportJob, do: str, **said: Any) -> Any:
    return client.post(page_of(job), CHOSEN | said | {"do": do})


def test_fields_are_proposed_ready_made_ones_first(waiting: ImportJob, admin_client: Client) -> None:
    page = admin_client.get(page_of(waiting))

    for value in ("Brand", "brand", "Gehäuse-Art", "gehause_art", "column_f"):
        assertContains(page, f'value="{value}"')
    assertContains(page, "One of the ready-made fields.", count=1)


def test_kept_column_stands_in_the_preview_and_makes_nothing_yet(waiting: ImportJob, admin_client: Client) -> None:
    page = sent(admin_client, waiting, "preview", keep=["D"])

    assertContains(page, '<th scope="col">Brand</th>', html=True)
    assertContains(page, '<span class="clamp">Acme</span>', count=5)  # a sample, two products, two raw rows
    assert OwnField.objects.count() == 0


def test_kept_column_is_a_field_with_its_values(waiting: ImportJob, admin_client: Client) -> None:
    said = {"keep": ["D", "E"], "label_of_E": "Housing", "key_of_E": "housing"}
    assert sent(admin_client, waiting, "continue", **said).status_code == 302
    running.run(waiting.id)

    assert [*OwnField.objects.in_order().values_list("key", "label", "searchable")] == [
        ("brand", "Brand", True),
        ("housing", "Housing", False),
    ]
    assert Product.objects.get(sku="K-1").attributes == {"brand": "Acme", "housing": "steel"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"key_of_E": "Not a key"}, "Write the key in small letters"),
        ({"key_of_E": "price"}, "already stands for something"),
        ({"key_of_E": "brand"}, "Two columns cannot both become the field brand."),
        ({"label_of_E": " "}, "Give it a name"),
        ({"kind_of_E": "nonsense"}, "Choose what its values are."),
    ],
)
def test_field_that_cannot_be_is_told_beside_its_column(
    waiting: ImportJob, admin_client: Client, said: dict[str, str], sentence: str
) -> None:
    response = sent(admin_client, waiting, "continue", keep=["D", "E"], **said)

    assertContains(response, sentence, status_code=422)
    assert OwnField.objects.count() == 0


def test_field_that_somebody_has_archived_is_told(waiting: ImportJob, admin_client: Client) -> None:
    made = make_field("brand")
    OwnField.objects.filter(pk=made.pk).update(archived_at="2026-01-01T00:00Z")

    response = sent(admin_client, waiting, "continue", keep=["D"], key_of_D="brand", label_of_D="Other brand")

    assertContains(response, "brand", status_code=422)
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_mapping"


def test_who_may_not_add_fields_is_not_offered_to(waiting: ImportJob, db: None) -> None:
    user = User.objects.create(username="ida", is_staff=True)
    user.groups.add(Group.objects.get(name="importer"))
    client = Client()
    client.force_login(user)

    assertNotContains(client.get(page_of(waiting)), 'name="keep"')
    assert sent(client, waiting, "continue", keep=["D"]).status_code == 403
