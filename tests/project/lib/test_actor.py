from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest

from product_importer.lib.actor import Actor, actor_of, token_of, user_of


@dataclass
class Token:
    pk: str = "0198"
    prefix: str = "pi_1"


@pytest.fixture
def request_of_ana() -> HttpRequest:
    request = HttpRequest()
    request.user = User(pk=7, username="ana")
    return request


def test_person_in_a_browser_acts_as_a_user(request_of_ana: HttpRequest) -> None:
    assert actor_of(request_of_ana) == Actor("user", "7")
    assert token_of(request_of_ana) is None


def test_program_acts_as_its_token_whoever_owns_it(request_of_ana: HttpRequest) -> None:
    token = Token()
    request_of_ana.api_token = token  # type: ignore[attr-defined]

    assert actor_of(request_of_ana) == Actor("api", "0198")
    assert token_of(request_of_ana) is token
    assert user_of(request_of_ana).username == "ana"


def test_actors_are_equal_by_what_they_are() -> None:
    assert Actor("command") == Actor("command", None)
    assert Actor("user", "7") != Actor("api", "7")
