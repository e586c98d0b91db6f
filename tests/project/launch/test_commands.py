"""What all commands do that work with data. How they prepare our own database is seen in embedded/test_shares."""

from argparse import ArgumentParser

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from product_importer.launch.commands import DataCommand
from product_importer.launch.embedded import servers

NOT_UTF8 = b"caf\xe9".decode(errors="surrogateescape")


class Greet(DataCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="")
        parser.add_argument("--file", default="")

    def handle(self, *args: object, **options: object) -> str:
        return f"Hello {options['name'] or options['file']}"


def greet(**options: str) -> object:
    return call_command(Greet(), skip_checks=True, **options)


@pytest.mark.django_db
def test_command_runs_at_once_when_the_tables_are_there() -> None:
    assert greet(name="Ana") == "Hello Ana"


@pytest.mark.django_db
def test_tables_of_somebody_elses_database_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_in_use", [])
    (last,) = MigrationLoader(connection).graph.leaf_nodes("webhooks")
    MigrationRecorder(connection).record_unapplied(*last)

    with pytest.raises(CommandError, match=r"^The database is not prepared .* Run `manage\.py migrate` first\.$"):
        greet(name="Ana")


@pytest.mark.django_db(transaction=True)
def test_database_that_does_not_answer_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")

    with pytest.raises(CommandError, match=r"^The database is not responding: .*/nonexistent"):
        greet(name="Ana")


def test_argument_that_is_not_text_is_refused_by_its_name() -> None:
    with pytest.raises(CommandError, match=r"^name: this is not valid UTF-8 text\.$"):
        greet(name=NOT_UTF8)


@pytest.mark.django_db
def test_name_of_a_file_may_be_any_bytes() -> None:
    assert greet(file=NOT_UTF8) == f"Hello {NOT_UTF8}"
