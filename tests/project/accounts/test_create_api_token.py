"""The command `create_api_token`."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from tests.project.accounts.calls import PRODUCTS, call

pytestmark = pytest.mark.django_db
KETTLE = {"sku": "KET-1", "name": "Kettle"}


def test_command_prints_a_token_that_works(client: Client, admin_user: User, capsys: Any) -> None:
    call_command("create_api_token", "admin", "--name", "nightly")
    text = capsys.readouterr().out.strip()
    call_command("create_api_token", "admin", "--json", "--read-only", "--days", "7")
    other = json.loads(capsys.readouterr().out)

    assert call(client, "get", PRODUCTS, text).status_code == 200
    assert (other["scopes"], call(client, "post", PRODUCTS, other["token"], KETTLE).status_code) == (["read"], 403)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody"],
        ["admin", "--name", " "],
        ["admin", "--name", "x" * 101],
        ["admin", "--name", "a\udcff"],
        *(["admin", "--days", days] for days in ("0", "-3", "99999999")),
    ],
)
def test_command_refuses_what_it_cannot_do(admin_user: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_api_token", *arguments)
