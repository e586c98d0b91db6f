"""A change of the marks starts the job that makes the indexes follow."""

import pytest
from django.test import Client

from products.fields.models import current_fields
from products.jobs import conductor
from products.jobs.index_job import OwnIndexing
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.own_fields import actions
from products.search import own_indexes
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db(transaction=True)


def titles() -> list[str]:
    return [job.title for job in ImportJob.objects.filter(kind=Kind.INDEX).newest_first()]


def test_job_is_started_only_if_an_index_is_to_be_built_or_dropped() -> None:
    make_products(1)
    actions.create(key="brand", label="Brand", kind="text", actor=ANA)
    actions.change("brand", label="Maker", told=False, actor=ANA)
    assert titles() == []

    actions.change("brand", sortable=True, actor=ANA)
    assert len(titles()) == 1
    actions.create(key="note", label="Note", kind="long_text", searchable=True, actor=ANA)
    assert len(titles()) == 2


def test_nothing_is_started_once_all_indexes_are_there() -> None:
    actions.create(key="stock", label="Stock", kind="integer", actor=ANA)
    actions.change("stock", sortable=True, actor=ANA)
    _conduct_all()
    assert own_indexes.present(own_indexes.wanted(current_fields())) == own_indexes.wanted(current_fields()).keys()

    actions.change("stock", label="In stock", actor=ANA)

    assert len(titles()) == 1


def test_index_of_an_archived_field_goes_and_comes_back() -> None:
    actions.create(key="stock", label="Stock", kind="integer", sortable=True, actor=ANA)
    _conduct_all()
    names = own_indexes.wanted(current_fields()).keys()

    actions.archive("stock", actor=ANA)
    _conduct_all()
    assert own_indexes.present(names) == frozenset()

    actions.restore("stock", actor=ANA)
    _conduct_all()
    assert own_indexes.present(names) == names


def _conduct_all() -> None:
    for job in ImportJob.objects.unfinished().filter(kind=Kind.INDEX):
        assert conductor.run(job.pk, OwnIndexing)


def test_page_says_that_indexes_are_being_built(admin_client: Client) -> None:
    actions.create(key="stock", label="Stock", kind="integer", sortable=True, actor=ANA)
    job = ImportJob.objects.get(kind=Kind.INDEX)

    assert (
        f'<a href="/products/imports/{job.pk}/">See how far they are</a>' in admin_client.get("/products/fields/").text
    )

    _conduct_all()
    assert "See how far they are" not in admin_client.get("/products/fields/").text
