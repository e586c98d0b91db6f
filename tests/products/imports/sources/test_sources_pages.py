"""The pages of sources, without JavaScript; and where imports show and save them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.imports.models import Source
from products.imports.sources import actions
from products.imports.sources.history import files_of
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.sources.conftest import FIRST, SECOND, go_on

SignIn = Callable[[str], Client]
CHOSEN = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C", "do": "continue"}
CHANGED = FIRST.replace("Betrag", "Listenbetrag")


def mapping_page(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def test_list_teaches_when_it_is_empty(viewer: Client) -> None:
    assertContains(viewer.get("/products/sources/"), "No sources yet")


def test_list_shows_the_last_file_and_a_picture(saved: Source, import_file: Import, viewer: Client) -> None:
    import_file(SECOND)

    response = viewer.get("/products/sources/")

    assertContains(response, "Acme")
    assertContains(response, "1 row,")
    assertContains(response, "Rows of the last 2 files, the newest at the end: 2, 1")
    assertContains(response, "imported")


def test_list_costs_the_same_however_many_there_are(
    saved: Source, viewer: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        files_of([saved.pk])
    for name in ("Bolt", "Cole"):
        actions.create(name=name, by=None, recipe={"sku": "Code"})
    several = [*Source.objects.values_list("pk", flat=True)]
    with django_assert_num_queries(1):
        assert files_of(several).keys() == {*several}


def test_imports_lead_to_the_sources(viewer: Client) -> None:
    assertContains(viewer.get("/products/imports/"), 'href="/products/sources/"')


def test_page_of_a_source_has_its_files_recipe_and_policies(saved: Source, import_file: Import, viewer: Client) -> None:
    import_file(SECOND)
    actions.change(saved, by=None, duplicates="reject")

    response = viewer.get(saved.get_absolute_url())

    assertContains(response, "test.csv")
    assertContains(response, "<dt>SKU</dt><dd>Code</dd>", html=True)
    assertContains(response, "<dt>Delimiter</dt><dd>comma</dd>", html=True)
    assertContains(response, "reject all of them")
    assertContains(response, "betrag, bezeichnung, code")
    assertContains(response, "&quot;from&quot;: &quot;Betrag&quot;")
    assertNotContains(response, "Delete")


def test_manager_edits_a_source(saved: Source, somebody: SignIn) -> None:
    client, path = somebody("manager"), f"{saved.get_absolute_url()}edit/"
    assertContains(client.get(path), 'value="Acme"')
    form = {"version": "1", "name": "Acme Ltd", "on_blank": "clear", "recipe": '{"sku": "Code"}'}

    assertRedirects(client.post(path, form), saved.get_absolute_url())
    late = client.post(path, form)

    saved.refresh_from_db()
    assert (saved.name, saved.policies, saved.recipe) == ("Acme Ltd", {"on_blank": "clear"}, {"sku": "Code"})
    assertContains(late, "Somebody else has changed the source", status_code=422)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": ""}, "This field is required."),
        ({"recipe": "{"}, "This is not JSON."),
        ({"recipe": '{"nonsense": "Code"}'}, "There is no such field."),
        ({"name": "Bolt"}, "There is a source “Bolt” already."),
    ],
)
def test_form_says_what_is_wrong(saved: Source, admin_client: Client, form: dict[str, str], says: str) -> None:
    actions.create(name="Bolt", by=None, recipe={"sku": "Code"})
    sent = {"version": "1", "name": "Acme", "recipe": '{"sku": "Code"}'} | form

    response = admin_client.post(f"{saved.get_absolute_url()}edit/", sent)

    assertContains(response, says, status_code=422)
    saved.refresh_from_db()
    assert saved.version == 1


def test_source_is_deleted_after_a_question(saved: Source, somebody: SignIn) -> None:
    client, path = somebody("manager"), f"{saved.get_absolute_url()}delete/"
    assertContains(client.get(path), "Delete Acme")

    assertRedirects(client.post(path), "/products/sources/")

    assert not Source.objects.exists()
    job = ImportJob.objects.get()
    assertContains(client.get(job.get_absolute_url()), "Acme, deleted since")


@pytest.mark.parametrize("page", ["", "edit/", "delete/"])
def test_unknown_source_is_not_found(admin_client: Client, page: str) -> None:
    assert admin_client.get(f"/products/sources/{uuid.uuid4()}/{page}").status_code == 404


def test_job_page_says_whose_file_it_is_and_offers_the_way_out(
    saved: Source, import_file: Import, somebody: SignIn
) -> None:
    job = import_file(SECOND)
    client = somebody("importer")

    page = client.get(job.get_absolute_url())
    response = client.post(f"{job.get_absolute_url()}again/", {"source": "none"})

    assertContains(page, "Not this one")
    assertContains(page, f'<a href="{saved.get_absolute_url()}">Acme</a>')
    again = ImportJob.objects.newest_first().first()
    assert again is not None
    assertRedirects(response, again.get_absolute_url())
    assert (again.source_id, again.options["source"]) == (None, {"how": "none"})


def test_question_shows_what_changed(saved: Source, import_file: Import, somebody: SignIn) -> None:
    job = import_file(CHANGED)

    response = somebody("importer").get(mapping_page(job))

    assertContains(response, "Since the last file of Acme:")
    assertContains(response, "The column “Betrag” seems to be called “Listenbetrag” now.", count=2)
    assertContains(response, "Not this source")
    assertContains(response, "as in other files of Acme")


def test_answer_is_remembered_under_a_name(import_file: Import, somebody: SignIn) -> None:
    client, job = somebody("importer"), import_file(FIRST)
    nameless = client.post(mapping_page(job), CHOSEN | {"remember": "on"})
    assertContains(nameless, "Give it a name", status_code=422)

    assertRedirects(
        client.post(mapping_page(job), CHOSEN | {"remember": "on", "source_name": "Acme"}), job.get_absolute_url()
    )

    source = Source.objects.get()
    assert (source.name, str(source.created_by)) == ("Acme", "the importer")
    assert (go_on(job).status, job.source_id) == ("completed", source.pk)


def test_importer_changes_no_source_of_the_name(saved: Source, import_file: Import, somebody: SignIn) -> None:
    job = import_file(CHANGED)

    response = somebody("importer").post(mapping_page(job), CHOSEN | {"remember": "on", "source_name": "acme"})

    assertContains(response, "you don&#x27;t have access to change it", status_code=422)


def test_manager_is_asked_before_another_source_changes(saved: Source, import_file: Import, somebody: SignIn) -> None:
    other = actions.create(name="Bolt", by=None, recipe={"sku": "Code"})
    client, job = somebody("manager"), import_file(CHANGED)
    chosen = CHOSEN | {"remember": "on", "source_name": "Bolt"}

    refused = client.post(mapping_page(job), chosen)
    assertContains(refused, "There is a source “Bolt” already.", status_code=422)
    assertContains(refused, "Change the source “Bolt”", status_code=422)
    client.post(mapping_page(job), chosen | {"replace": str(other.pk)})

    other.refresh_from_db()
    assert other.version == 2


def test_tick_holds_only_for_the_source_that_was_shown(saved: Source, import_file: Import, somebody: SignIn) -> None:
    bolt, cole = (actions.create(name=name, by=None, recipe={"sku": "Code"}) for name in ("Bolt", "Cole"))
    client, job = somebody("manager"), import_file(CHANGED)
    chosen = CHOSEN | {"remember": "on", "source_name": "Cole"}

    for ticked in (str(bolt.pk), "on"):
        refused = client.post(mapping_page(job), chosen | {"replace": ticked})
        assertContains(refused, "Change the source “Cole”", status_code=422)

    cole.refresh_from_db()
    assert cole.version == 1


def test_manager_finds_the_name_filled_in(saved: Source, import_file: Import, somebody: SignIn) -> None:
    client, job = somebody("manager"), import_file(CHANGED)

    assertContains(client.get(mapping_page(job)), 'name="source_name" value="Acme"')
    client.post(mapping_page(job), CHOSEN | {"remember": "on", "source_name": "Acme"})

    saved.refresh_from_db()
    assert saved.version == 2


def test_file_is_said_to_be_nobodys_on_the_page(saved: Source, import_file: Import, somebody: SignIn) -> None:
    job = import_file(CHANGED)

    response = somebody("importer").post(mapping_page(job), {"do": "disown"})

    assertRedirects(response, job.get_absolute_url())
    job.refresh_from_db()
    assert (job.status, job.source_id) == ("pending", None)


def test_upload_offers_the_sources(saved: Source, admin_client: Client) -> None:
    assertContains(admin_client.get("/"), f'<option value="{saved.pk}">Acme</option>', html=True)


def test_upload_without_sources_does_not_speak_of_them(admin_client: Client) -> None:
    assertNotContains(admin_client.get("/"), 'name="source"')
