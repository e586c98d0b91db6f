from typing import Any

import pytest

from product_importer.lib.openapi import (
    CHANGES_VERSION,
    MAKES_VERSION,
    ONLY_THIS_VERSION,
    SHOWS_VERSION,
    answers_with,
    headers_of,
)


def test_file_is_described_by_its_type_and_in_words() -> None:
    assert answers_with("text/csv", "The products.") == {
        "responses": {200: {"description": "The products.", "content": {"text/csv": {"schema": {"type": "string"}}}}}
    }


@pytest.mark.parametrize("status", ["200", "201", "401", "404", "422", "500"])
def test_every_answer_tells_the_allowance(status: str) -> None:
    assert headers_of(status).keys() == {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}


@pytest.mark.parametrize("status", ["429", "503"])
def test_answer_that_asks_to_wait_says_for_how_long(status: str) -> None:
    assert headers_of(status).keys() - headers_of("200").keys() == {"Retry-After"}


@pytest.mark.parametrize(
    ("description", "conditions", "statuses"),
    [
        (SHOWS_VERSION, ["If-None-Match"], {200, 304}),
        (ONLY_THIS_VERSION, ["If-Match"], set()),
        (CHANGES_VERSION, ["If-Match"], {200}),
        (MAKES_VERSION, [], {201}),
    ],
    ids=["shows", "only this", "changes", "makes"],
)
def test_routes_name_the_conditions_they_know_and_where_they_show_a_version(
    description: dict[str, Any], conditions: list[str], statuses: set[int]
) -> None:
    parameters, responses = description.get("parameters", []), description.get("responses", {})

    assert [parameter["name"] for parameter in parameters] == conditions
    assert all(parameter["in"] == "header" and parameter["required"] is False for parameter in parameters)
    assert responses.keys() == statuses
    assert all("ETag" in str(response) for response in responses.values())
