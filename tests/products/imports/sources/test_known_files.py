"""The files of one supplier: the first is asked about, the next is not, one that changed says what changed."""

import pytest
from django.test import Client
from pytest_django import Settings

from products.imports import receiving, upload_options
from products.imports.mapping import answers
from products.imports.mapping.remembering import Remember
from products.imports.models import MappingRequest, Source
from products.imports.sources import actions, use
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, question
from tests.products.imports.containers.books import xlsx
from tests.products.imports.interruptions import run_with
from tests.products.imports.sources.conftest import FIRST, HEADER, SECOND, go_on


def prices() -> dict[str, str | None]:
    return {sku: price for sku, (_, _, price, _, _) in catalogue().items()}


def drift(job: ImportJob) -> list[tuple[str, str]]:
    return [(each["kind"], each["column"]) for each in answers.found_of(question(job)).drift]


def test_second_file_asks_nothing_and_says_whose_it_is(saved: Source, import_file: Import) -> None:
    job = import_file(SECOND)

    assert (job.status, job.source_id, prices()["K-1"]) == ("completed", saved.pk, "7.00")
    assert job.options["source"] == {
        **{"id": str(saved.pk), "name": "Acme", "version": 1, "how": "columns"},
        "gave": ["mapping"],
    }
    assert job.warnings[0] == "This file has the columns of Acme, so it was read as other files of that source."
    assert not MappingRequest.objects.filter(job=job).exists()


def test_order_and_spelling_of_columns_do_not_matter(saved: Source, import_file: Import) -> None:
    job = import_file("BETRAG, code ,Bezeichnung,Farbe,Marke,Gewicht\n8.00,K-1,Kettle,red,Acme,1.2\n")

    assert (job.status, job.source_id, prices()["K-1"]) == ("completed", saved.pk, "8.00")


def test_job_from_which_a_source_was_saved_is_its_first_file(saved: Source) -> None:
    (job,) = ImportJob.objects.of_source(saved.pk)

    assert job.options["source"]["how"] == "person"
    assert (saved.name, saved.header_sets) == ("Acme", [sorted(HEADER.casefold().split(","))])


def test_renamed_column_is_asked_with_the_recipe_put_right(saved: Source, import_file: Import) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))

    asked = question(job)
    found = answers.found_of(asked)
    assert (asked.code, found.source["name"]) == ("source_differs", "Acme")
    assert drift(job) == [("renamed", "Listenbetrag")]
    assert found.questions == ["The column “Betrag” seems to be called “Listenbetrag” now."]
    assert found.suggestion["fields"]["price"] == {"from": "Listenbetrag"}
    assert (job.source_id, "mapping" in job.options) == (saved.pk, False)


def test_answer_to_what_changed_can_be_remembered(saved: Source, import_file: Import) -> None:
    changed = FIRST.replace("Betrag", "Listenbetrag")
    job = import_file(changed)

    answers.accept(job, by=None, remember=Remember("acme", may_change=True))

    assert go_on(job).status == "completed"
    assert import_file(changed).status == "completed"
    assert import_file(SECOND).status == "awaiting_mapping"
    saved.refresh_from_db()
    assert (saved.version, len(saved.header_sets), Source.objects.count()) == (2, 2, 1)


def test_column_that_is_gone_is_named_and_its_field_left_open(saved: Source, import_file: Import) -> None:
    job = import_file("Code,Betrag,Marke,Gewicht,Farbe\nK-1,5.00,Acme,1.2,red\n")

    found = answers.found_of(question(job))
    assert found.questions == ["The column “Bezeichnung” is gone, which was used for name."]
    assert found.suggestion["fields"].keys() == {"sku", "price"}


def test_new_column_is_named(saved: Source, import_file: Import) -> None:
    job = import_file(SECOND.replace("Farbe", "Farbe,Hinweis").replace("red", "red,new in spring"))

    assert drift(job) == [("new", "Hinweis")]


def test_file_that_is_not_alike_is_nobodys(saved: Source, import_file: Import) -> None:
    job = import_file("sku,name\nA-1,Chair\n")

    assert (job.status, job.source_id, "source" in job.options) == ("completed", None, False)


def test_named_source_gives_its_recipe_and_policies(saved: Source, import_file: Import) -> None:
    actions.change(saved, by=None, duplicates="first", on_blank="clear")

    job = import_file("Code,Bezeichnung,Betrag\nK-9,Pot,1.00\n", source="ACME")

    assert (job.status, job.source_id, prices()["K-9"]) == ("completed", saved.pk, "1.00")
    assert (job.options["duplicates"], job.options["on_blank"]) == ("first", "clear")


def test_source_has_the_changes_of_its_files_shown_first(saved: Source, import_file: Import) -> None:
    actions.change(saved, by=None, mode="review")

    assert [import_file(SECOND).status, import_file(SECOND, mode="apply").status] == ["awaiting_review", "completed"]


def test_site_has_the_changes_of_all_files_shown_first(saved: Source, import_file: Import, settings: Settings) -> None:
    actions.change(saved, by=None, mode="apply")
    settings.IMPORT_MODE = "review"

    assert [import_file("sku,name\nA-1,Chair\n").status, import_file(SECOND).status] == ["awaiting_review", "completed"]


def test_what_the_upload_says_comes_before_the_source(saved: Source, import_file: Import) -> None:
    actions.change(saved, by=None, duplicates="first")

    job = import_file(SECOND, source=str(saved.pk), duplicates="last", mapping={"sku": "Code", "name": "Marke"})

    assert (job.options["duplicates"], job.options["mapping"]) == ("last", {"sku": "Code", "name": "Marke"})
    assert (catalogue()["K-1"][0], job.options["source"]["gave"]) == ("Acme", [])


def test_named_source_without_its_columns_asks_with_the_column_named(saved: Source, import_file: Import) -> None:
    job = import_file("Artikel,Bezeichnung,Preis\nK-9,Pot,1.00\n", source="Acme")

    asked = question(job)
    assert (asked.code, "“Code”" in asked.message) == ("unknown_column", True)
    assert {("renamed", "Artikel"), ("renamed", "Preis"), ("gone", "Marke")} <= {*drift(job)}


def test_unknown_source_is_refused_at_the_door(import_file: Import) -> None:
    with pytest.raises(upload_options.InvalidOptions, match="There is no source “Nobody”"):
        import_file(SECOND, source="Nobody")


def test_none_is_of_no_source(saved: Source, import_file: Import) -> None:
    job = import_file(SECOND, source="none")

    assert (question(job).code != "source_differs", job.source_id) == (True, None)


def test_not_this_one_imports_again_without_the_source(saved: Source, import_file: Import) -> None:
    actions.change(saved, by=None, duplicates="first")
    job = import_file(SECOND)

    again = go_on(receiving.again(job, user=None, as_nobodys=True))

    assert (again.status, again.source_id, again.options["source"]) == ("awaiting_mapping", None, {"how": "none"})
    assert not {"mapping", "duplicates"} & again.options.keys()


def test_import_again_uses_the_recipe_that_it_ran_with(saved: Source, import_file: Import) -> None:
    job = import_file(SECOND)
    actions.change(saved, by=None, recipe={"sku": "Code", "name": "Marke"})

    again = go_on(receiving.again(job, user=None))

    assert (again.status, again.source_id, catalogue()["K-1"][0]) == ("completed", saved.pk, "Kettle")


def test_file_that_waits_can_be_nobodys(saved: Source, import_file: Import) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))

    answers.disown(job)

    assert (question(go_on(job)).code, answers.found_of(question(job)).source) == ("no_header", {})
    assert (job.source_id, job.options["source"]) == (None, {"how": "none"})


def test_two_sources_with_the_same_columns_are_asked_about(saved: Source, import_file: Import) -> None:
    actions.create(name="Bolt", by=None, recipe={"sku": "Code"}, header_sets=[HEADER.split(",")])

    job = import_file(SECOND)

    assert (question(job).code, job.source_id) == ("source_unclear", None)
    assert "Acme" in question(job).message
    assert "Bolt" in question(job).message


def test_auto_does_not_take_what_changed_by_itself(saved: Source, import_file: Import) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"), mapping="auto")

    assert (job.status, question(job).code, job.source_id) == ("awaiting_mapping", "source_differs", saved.pk)


@pytest.mark.parametrize("phase", ["queued", "reading", "applying"])
def test_source_deleted_while_its_import_runs_changes_nothing_of_it(
    phase: str, saved: Source, keep_file: Import
) -> None:
    job = keep_file(SECOND, source="Acme")
    deleted: list[str] = []

    def delete() -> None:
        actions.delete(saved)
        deleted.append(phase)

    run_with(job, delete, at=phase)

    job.refresh_from_db()
    assert (deleted, Source.objects.exists()) == ([phase], False)
    assert (job.status, prices()["K-1"], job.options["source"]["name"]) == ("completed", "7.00", "Acme")


def test_source_deleted_while_a_file_of_it_waits_leaves_the_question(saved: Source, import_file: Import) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))
    actions.delete(saved)

    answers.accept(job, by=None)

    assert go_on(job).status == "completed"


def test_other_encoding_is_asked_before_letters_become_others(import_file: Import) -> None:
    actions.create(
        name="Acme",
        by=None,
        recipe={"file": {"encoding": "cp1252"}, "fields": {"sku": {"from": "Code"}, "name": {"from": "Titel"}}},
        header_sets=[["Code", "Titel", "Marke"]],
    )
    text = "Code,Titel,Marke\nK-1,Müsli,Acme\n"

    before, after = import_file(text.encode("cp1252")), import_file(text)

    assert (before.status, catalogue()["K-1"][0]) == ("completed", "Müsli")
    assert (question(after).code, drift(after)) == ("source_differs", [("encoding", "")])
    answers.accept(after, by=None)
    assert (go_on(after).status, catalogue()["K-1"][0]) == ("completed", "Müsli")


def test_other_decimals_are_asked_before_numbers_become_others(import_file: Import) -> None:
    recipe = {"file": {"decimal": ","}, "fields": {"sku": {"from": "Code"}, "price": {"from": "Preis"}}}
    actions.create(name="Acme", by=None, recipe=recipe, header_sets=[["Code", "name", "Preis"]])
    before = import_file("Code;name;Preis\nK-1;Kettle;1,50\n")

    job = import_file("Code;name;Preis\nK-1;Kettle;1.500\nK-2;Mug;12.50\n")

    assert (before.status, prices()) == ("completed", {"K-1": "1.50"})
    assert question(job).code == "source_differs"


def test_currency_in_a_header_makes_it_another_one(import_file: Import) -> None:
    actions.create(
        name="Acme",
        by=None,
        recipe={"sku": "sku", "name": "name", "price": "Preis (EUR)"},
        header_sets=[["sku", "name", "Preis (EUR)", "a", "b", "c"]],
    )

    job = import_file("sku,name,Preis (CHF),a,b,c\nA-1,Chair,5.00,1,2,3\n")

    assert question(job).code == "source_differs"


def test_question_that_a_killed_worker_did_not_ask_is_asked_by_the_next(saved: Source, keep_file: Import) -> None:
    job = keep_file(FIRST.replace("Betrag", "Listenbetrag"))
    ImportJob.objects.filter(pk=job.pk).update(options=use.alike(saved, job.options), source_id=saved.pk)

    assert (question(go_on(job)).code, drift(job)) == ("source_differs", [("renamed", "Listenbetrag")])


def test_our_own_export_is_nobodys(import_file: Import, admin_client: Client) -> None:
    header = ["sku", "name", "description", "price", "active"]
    actions.create(name="Acme", by=None, recipe={"sku": "sku", "name": "description"}, header_sets=[header])
    import_file("sku,name,price\nA-1,Chair,5.00\n")
    before = catalogue()
    export = b"".join(admin_client.get("/products/api/products/export/").streaming_content)  # type: ignore[attr-defined]

    job = import_file(export)

    assert (job.status, job.source_id, catalogue()) == ("completed", None, before)


def test_rejected_rows_are_of_the_source_of_the_file(saved: Source, import_file: Import, admin_client: Client) -> None:
    job = import_file(SECOND.replace("7.00", "7x"))
    rows = b"".join(admin_client.get(f"/products/api/imports/{job.id}/rejected.csv").streaming_content)  # type: ignore[attr-defined]

    mended = import_file(rows.replace(b"7x", b"7.50"))

    assert (mended.status, mended.source_id, prices()["K-1"]) == ("completed", saved.pk, "7.50")


def test_what_the_upload_said_of_the_file_is_remembered_too(import_file: Import) -> None:
    job = import_file("Code;Titel;Öl\nK-1;Mug;1\n".encode("cp1252"), encoding="cp1252", mapping="ask")

    answers.take(job, {"sku": "Code", "name": "Titel"}, by=None, remember=Remember("Acme", may_change=False))

    assert Source.objects.get().recipe["file"]["encoding"] == "cp1252"
    assert go_on(job).status == "completed"
    assert import_file("Code;Titel;Öl\nK-2;Mug;1\n".encode("cp1252")).source_id == Source.objects.get().pk


def test_sheet_of_a_workbook_is_remembered_too(import_file: Import) -> None:
    old, new = [["Code", "Titel"], ["K-1", "Old"]], [["Code", "Titel"], ["K-1", "New"]]
    book = xlsx({"Old": old, "New": new})
    job = import_file(book, sheet="New", mapping="ask")
    answers.take(job, {"sku": "Code", "name": "Titel"}, by=None, remember=Remember("Acme", may_change=False))
    assert go_on(job).status == "completed"

    again = import_file(book)

    assert (again.status, again.source_id, catalogue()["K-1"][0]) == ("completed", Source.objects.get().pk, "New")


def test_dry_run_uses_the_source_and_is_none_of_its_files(saved: Source, import_file: Import) -> None:
    job = import_file(SECOND, dry_run=True)

    assert (job.status, job.source_id) == ("completed", saved.pk)
    assert ImportJob.objects.of_source(saved.pk).count() == 1
