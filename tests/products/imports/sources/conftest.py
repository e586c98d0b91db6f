"""Sources saved from a file, and people who may do this or that."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from products.imports import running
from products.imports.mapping import answers
from products.imports.mapping.remembering import Remember
from products.imports.models import Source
from products.jobs.models import ImportJob
from tests.products.conftest import Import

HEADER = "Code,Bezeichnung,Betrag,Marke,Gewicht,Farbe"
FIRST = f"{HEADER}\nK-1,Kettle,5.00,Acme,1.2,red\nK-2,Mug,6.00,Acme,0.3,blue\n"
SECOND = f"{HEADER}\nK-1,Kettle,7.00,Acme,1.2,red\n"


def go_on(job: ImportJob) -> ImportJob:
    running.run(job.id)
    job.refresh_from_db()
    return job


@pytest.fixture
def saved(import_file: Import) -> Source:
    """The source Acme, saved from its first file."""
    job = import_file(FIRST)
    answers.accept(job, by=None, remember=Remember("Acme", may_change=False))
    assert go_on(job).status == "completed"
    return Source.objects.get()


@pytest.fixture
def somebody(db: None) -> Callable[[str], Client]:
    """Signs in somebody of a group."""

    def sign_in(group: str) -> Client:
        user = User.objects.create(username=f"the {group}", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return sign_in
