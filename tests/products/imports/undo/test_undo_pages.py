"""The pages of undoing: the button, the question, the review, the conflicts, and what is told afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from products import catalogue as door
from products.imports.leftovers import sweep
from products.imports.review import deciding
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.review.test_review_api import client_of
from tests.products.imports.undo.conftest import FIRST, SECOND, carry_on, plan_undo
from tests.products.imports.undo.test_undoing import SOMEBODY, product


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path, follow=True).content.decode().split())


@pytest.fixture
def manager(transactional_db: None) -> Client:
    return client_of("manager")


@pytest.fixture
def done(import_file: Import) -> ImportJob:
    import_file(FIRST)
    return import_file(SECOND)


@pytest.fixture
def page(done: ImportJob) -> str:
    return f"/products/imports/{done.id}/undo/"


def test_job_page_offers_the_undo_and_says_until_when(manager: Client, done: ImportJob, page: str) -> None:
    shown = text_of(manager, done.get_absolute_url())

    assert f'href="{page}"' in shown
    assert "Can be undone until" in shown
    assert f'href="{page}"' not in text_of(client_of("viewer"), done.get_absolute_url())


def test_question_says_what_it_does(manager: Client, page: str) -> None:
    shown = text_of(manager, page)

    assert "<b>2</b> products that it changed: the old values come back." in shown
    assert "<b>1</b> product that it created" in shown
    assert "Nothing in the catalogue changes before you apply them." in shown


def test_undo_is_asked_for_reviewed_and_told_on_both_pages(manager: Client, done: ImportJob, page: str) -> None:
    answer = manager.post(page, {"created": "delete"})
    made = ImportJob.objects.get(kind="undo")
    assert answer["Location"] == made.get_absolute_url()
    carry_on(made)
    review = f"/products/imports/{made.id}/review/"
    assert review in text_of(manager, made.get_absolute_url())
    shown = text_of(manager, review)
    assert "<b>2</b> changed back, <b>1</b> deleted, <b>0</b> restored, 0 the same" in shown
    assert "<del>5.50</del>" in shown
    assert f"/products/{product('D').id}/" in shown
    assert "An undo by manager waits to be reviewed" in text_of(manager, done.get_absolute_url())

    manager.post(review, {"do": "apply", "revision": "1"})
    carry_on(made)

    assert catalogue().keys() == {"A", "B", "C"}
    assert "This undoes" in text_of(manager, made.get_absolute_url())
    assert "changed back" in text_of(manager, made.get_absolute_url())
    undone = text_of(manager, done.get_absolute_url())
    assert "Undone" in undone
    assert "by manager" in undone
    assert made.get_absolute_url() in undone
    assert "Undo “test.csv”" in text_of(manager, "/products/activity/")


def test_new_products_may_become_inactive(manager: Client, page: str) -> None:
    manager.post(page, {"created": "deactivate"})
    made = carry_on(ImportJob.objects.get(kind="undo"))
    deciding.apply(made, by=None)

    assert counts(carry_on(made)) == {"updated": 3}


def test_second_click_leads_to_the_first_undo(manager: Client, page: str) -> None:
    manager.post(page)
    made = ImportJob.objects.get(kind="undo")

    for answer in (manager.post(page), manager.get(page)):
        assert answer["Location"] == made.get_absolute_url()
    assert "is being undone already" in text_of(manager, page)


def test_what_can_no_longer_be_undone_says_so(manager: Client, done: ImportJob, page: str) -> None:
    ImportJob.objects.filter(pk=done.pk).update(finished_at=timezone.now() - timedelta(days=91))

    shown = text_of(manager, done.get_absolute_url())

    assert f'href="{page}"' not in shown
    assert "more than 90 days ago" in shown
    assert "more than 90 days ago" in text_of(manager, page)


def test_importer_may_only_ask_for_what_he_may_do(page: str) -> None:
    importer = client_of("importer")

    shown = text_of(importer, page)

    assert 'value="delete"' not in shown
    assert 'value="deactivate" checked' in shown
    assert importer.post(page, {"created": "delete"}).status_code == 403
    assert importer.post(page, {"created": "deactivate"}).status_code == 302


@pytest.fixture
def in_conflict(done: ImportJob) -> ImportJob:
    door.change(product("A"), actor=SOMEBODY, price="9.99")
    door.change(product("D"), actor=SOMEBODY, name="Mine")
    return plan_undo(done)


def test_conflicts_are_shown_and_decided_on_their_page(manager: Client, in_conflict: ImportJob) -> None:
    path = f"/products/imports/{in_conflict.id}/undo/conflicts/"
    review = f"/products/imports/{in_conflict.id}/review/"
    assert "2 products were changed since and stay so" in text_of(manager, review)
    shown = text_of(manager, path)
    assert '5.00 <span aria-hidden="true">→</span>' in shown
    assert "<b>9.99</b>" in shown
    assert shown.count("stays as it is") == 2

    manager.post(path, {"take": "ours"})
    assert text_of(manager, path).count("<span>is undone</span>") == 2
    manager.post(path, {"take": "theirs", "sku": "A"})
    assert "were changed since" not in text_of(manager, review)
    deciding.apply(in_conflict, by=None)

    assert counts(carry_on(in_conflict)) == {"updated": 2, "deleted": 1}
    assert catalogue()["A"][:3] == ("Mug", "Old", "9.99")
    ended = text_of(manager, f"/products/imports/{in_conflict.id}/conflicts/")
    assert "These were changed since, so they were left as they are." in ended
    assert "9.99" in ended
    assert manager.post(path, {"take": "ours"}, follow=True).status_code == 200


def test_undo_that_nobody_reviews_ends(settings: Any, in_conflict: ImportJob) -> None:
    settings.IMPORT_REVIEW_DAYS = 3
    ImportJob.objects.filter(pk=in_conflict.pk).update(updated_at=timezone.now() - timedelta(days=4))

    sweep()

    in_conflict.refresh_from_db()
    assert (in_conflict.status, counts(in_conflict)) == ("cancelled", {"skipped": 3})
    assert in_conflict.warnings == ["Nobody reviewed this undo within 3 days, so it was cancelled."]


def test_viewer_sees_the_conflicts_and_has_no_buttons(in_conflict: ImportJob) -> None:
    viewer, path = client_of("viewer"), f"/products/imports/{in_conflict.id}/undo/conflicts/"

    assert 'name="take"' not in text_of(viewer, path)
    assert viewer.post(path, {"take": "ours"}).status_code == 403


def test_conflicts_of_what_is_no_undo_are_not_found(manager: Client, done: ImportJob) -> None:
    assert manager.get(f"/products/imports/{done.id}/undo/conflicts/").status_code == 404
