"""`manage.py fetch_source NAME`: what it prints and how it ends."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from products.jobs.models import ImportJob
from tests.products.conftest import catalogue
from tests.products.imports.fetching.conftest import CSV, Serve, SetUp, file_at, url_of
from tests.webhooks.receivers import answering_status


def fetch_source(*arguments: str) -> int:
    try:
        call_command("fetch_source", *arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_command_imports_what_is_new(serve: Serve, set_up: SetUp, capsys: pytest.CaptureFixture[str]) -> None:
    server = serve()
    name = set_up(url_of(server)).source.name

    first, second = fetch_source(name), fetch_source(name.upper())
    server.behave = file_at(CSV + b"A-2,Mug,not much\n")
    third = fetch_source(name, "--json")

    assert (first, second, third) == (0, 0, 3)
    assert catalogue().keys() == {"A-1"}
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "prices.csv: Completed: 1 row: created 1"
    assert out[1] == f"{name}: unchanged"
    assert json.loads(out[2])["counts"]["rejected"] == 1


def test_command_says_why_nothing_came(serve: Serve, set_up: SetUp, capsys: Any) -> None:
    name = set_up(url_of(serve(answering_status(404)))).source.name

    assert fetch_source(name) == 1
    assert "There is no file at this URL (404)" in capsys.readouterr().err
    assert fetch_source(name, "--json") == 1
    assert json.loads(capsys.readouterr().out)["code"] == "not_found"
    with pytest.raises(CommandError, match="There is no source “nobody” that is fetched"):
        call_command("fetch_source", "nobody")
    assert not ImportJob.objects.exists()
