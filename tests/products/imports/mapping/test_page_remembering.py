"""The page keeps an answer for the supplier's next file, and stays as live as it is."""

from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.imports import running
from products.imports.mapping import answers
from products.imports.mapping.remembering import Remember
from products.imports.models import Source
from products.jobs.models import ImportJob
from tests.products.conftest import Import

HEADER = "Code,Bezeichnung,Betrag,Marke,Gewicht,Farbe"
FIRST = f"{HEADER}\nK-1,Kettle,5.00,Acme,1.2,red\nK-2,Mug,6.00,Acme,0.3,blue\n"
CHANGED = FIRST.replace("Betrag", "Listenbetrag")
NAMED = {"remember": "on", "source_name": "Acme"}
CHOSEN = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C"}


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def with_comma_said() -> dict[str, str]:
    """What a page sends whose file was first shown with semicolons."""
    layout = '{"said": {"delimiter": ","}, "shown": {"delimiter": ","}}'
    return {"revision": "1", "layout": layout, "file_delimiter": ","}


def test_name_that_is_wanted_takes_no_preview_away(import_file: Import, admin_client: Client) -> None:
    job = import_file(FIRST)
    sent = CHOSEN | {"take_name": "D", "remember": "on"}

    tried = admin_client.post(page_of(job), sent | {"do": "preview"})
    refused = admin_client.post(page_of(job), sent | {"do": "continue"})

    assertNotContains(tried, "Give it a name")
    assertContains(refused, "Give it a name", status_code=422)
    assert [dict(row.values)["Name"] for row in tried.context["shown"].rows] == ["Acme", "Acme"]
    assert tried.context["shown"] == refused.context["shown"]


def test_name_stays_when_the_columns_become_others(import_file: Import, admin_client: Client) -> None:
    job = import_file(FIRST)
    layout = '{"said": {}, "shown": {"delimiter": ";"}}'

    response = admin_client.post(
        page_of(job), NAMED | {"revision": "1", "layout": layout, "file_delimiter": ",", "do": "preview"}
    )

    assert response.context["is_read_anew"]
    assertContains(response, 'name="source_name" value="Acme"')


def test_source_keeps_the_columns_that_were_seen(import_file: Import, admin_client: Client) -> None:
    job = import_file(f"Prices of May,,,,,\n{FIRST}")
    layout = '{"said": {"first_row": 3, "header_rows": 0}, "shown": {}}'
    sent = NAMED | CHOSEN | {"layout": layout, "do": "continue"}

    assertRedirects(admin_client.post(page_of(job), sent), f"/products/imports/{job.id}/")

    columns = Source.objects.get().columns
    assert [column["letter"] for column in columns] == ["A", "B", "C", "D", "E", "F"]
    assert columns[0]["header"] != "Code"


def test_file_that_is_read_anew_is_still_compared_with_the_last_one(import_file: Import, admin_client: Client) -> None:
    first = import_file(FIRST)
    answers.accept(first, by=None, remember=Remember("Acme", may_change=False))
    running.run(first.id)
    job = import_file(CHANGED)

    response = admin_client.post(page_of(job), with_comma_said() | {"do": "preview"})

    assertContains(response, "Since the last file of Acme:")
    assertContains(response, "The column “Betrag” seems to be called “Listenbetrag” now.", count=2)
    assertContains(response, "Not this source")
    assert [dict(row.values)["Price"] for row in response.context["shown"].rows] == ["5.00", "6.00"]


def test_no_tick_for_who_may_save_no_source(import_file: Import, client: Client) -> None:
    job = import_file(FIRST)
    user = User.objects.create(username="somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(group__name="importer").exclude(codename="add_source"))
    client.force_login(user)

    page = client.get(page_of(job))
    response = client.post(page_of(job), NAMED | CHOSEN | {"do": "continue"})

    assertContains(page, "Continue")
    assertNotContains(page, "Remember for this supplier")
    assert response.status_code == 403
    assert not Source.objects.exists()
