"""Many sources cost an import no more questions to the database than one."""

from functools import partial

import pytest
from pytest_django import DjangoAssertNumQueries

from products.imports import source
from products.imports.looking.first_lines import Beginning
from products.imports.models import Source
from products.imports.source_models import name_key
from products.imports.sources import recognition
from tests.products.imports.steps.jobs import begun, go_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sources", [1, 3])
def test_all_sources_are_compared_with_one_look_at_our_fields(
    django_assert_num_queries: DjangoAssertNumQueries, sources: int
) -> None:
    for number in range(sources):
        name = f"Supplier {number}"
        recipe = {"fields": {"sku": "Code", "name": "Titel"}}
        Source.objects.create(name=name, name_key=name_key(name), recipe=recipe, header_sets=[["code", "titel"]])
    job = begun("sku,name\nA-1,Mug\n")
    beginning = Beginning(partial(source.opened, job, go_on=go_on))

    with django_assert_num_queries(2):  # sources, own fields
        found = recognition.recognise(job, beginning, go_on=go_on)
    assert ([*found.exactly], found.alike) == ([], None)
