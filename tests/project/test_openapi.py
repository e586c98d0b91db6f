"""The API's description: complete, current, and shown by assets of our own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from product_importer.accounts.models import ApiToken
from product_importer.lib.errors import API_PREFIXES
from products.imports import upload_options
from tests.project.routes import UNKNOWN_ID, every_path

pytestmark = pytest.mark.django_db

METHODS = {"get", "post", "put", "patch", "delete"}
NOT_ROUTES = {"/api/docs", "/api/openapi.json"}


@pytest.fixture
def description(admin_client: Client) -> Any:
    return admin_client.get("/api/openapi.json").json()


def test_description_is_openapi_3_1(description: Any) -> None:
    assert description["openapi"].startswith("3.1.")
    assert {scheme["type"] for scheme in description["components"]["securitySchemes"].values()} == {"http", "apiKey"}


def test_description_has_every_route(description: Any) -> None:
    stand_ins = {"{key}": "x", "{row}": "1"}
    described = {
        re.sub(r"\{\w+\}", lambda found: stand_ins.get(found[0], str(UNKNOWN_ID)), path)
        for path in description["paths"]
    }

    assert described == {path for path in every_path() if path.startswith(API_PREFIXES)} - NOT_ROUTES


def test_every_route_says_what_it_does_and_how_it_refuses(description: Any) -> None:
    names = []
    for path, routes in description["paths"].items():
        for method, route in routes.items():
            assert method in METHODS
            assert route["summary"], path
            assert {"401", "403", "404", "422", "429", "503"} <= route["responses"].keys(), path
            names.append(route["operationId"])

    assert len(names) == len({*names})


def test_every_answer_is_described_with_its_content_and_headers(description: Any) -> None:
    files = {}
    for path, routes in description["paths"].items():
        for route in routes.values():
            for status, answer in route["responses"].items():
                assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} <= answer["headers"].keys()
                assert ("Retry-After" in answer["headers"]) == (status in {"429", "503"})
                if status.startswith("2") and status != "204" and "application/json" not in answer["content"]:
                    files[path.rpartition("}/")[2] or path] = [*answer["content"]]

    assert files == {
        "/products/api/products/export/": ["text/csv"],
        "rejected.csv": ["text/csv"],
        "changes.csv": ["text/csv"],
        "/products/api/upload/progress/{task_id}/": ["text/event-stream"],
    }


@pytest.mark.parametrize(
    ("method", "condition", "tagged"),
    [
        ("get", "If-None-Match", {"200", "304"}),
        ("put", "If-Match", {"200"}),
        ("patch", "If-Match", {"200"}),
        ("delete", "If-Match", set()),
    ],
)
def test_description_tells_how_versions_are_compared(
    description: Any, method: str, condition: str, tagged: set[str]
) -> None:
    route = description["paths"]["/products/api/products/{product_id}/"][method]

    assert [each["name"] for each in route["parameters"] if each["in"] == "header"] == [condition]
    assert {status for status, answer in route["responses"].items() if "ETag" in answer["headers"]} == tagged


def test_description_opens_with_a_token_too(client: Client, admin_user: User) -> None:
    _, text = ApiToken.objects.issue(admin_user, name="shop")

    for path in ("/api/openapi.json", "/api/docs"):
        assert client.get(path).status_code == (401)
        assert client.get(path, headers={"Authorization": f"Bearer {text}"}).status_code == 200


def test_docs_use_only_what_we_serve(admin_client: Client) -> None:
    page = admin_client.get("/api/docs").content.decode()

    loaded = re.findall(r'<(?:script|link|img|use)\b[^>]*\s(?:src|href)="([^"]+)"', page)
    assert any("swagger-ui" in link for link in loaded)
    assert all(link.startswith("/static/") for link in loaded)
    assert '<a href="/products/"' in page
    assert not re.findall(r"<script>|<style|style=", page)


def test_no_body_may_hold_a_key_that_is_ignored(description: Any) -> None:
    """A slip in the name of a filter, ignored, would be about all products."""
    open_ended = set()
    for path, routes in description["paths"].items():
        for route in routes.values():
            for content in route.get("requestBody", {}).get("content", {}).values():
                found = [*objects_in(content["schema"], description["components"]["schemas"])]
                assert found, path
                open_ended |= {path for each in found if each.get("additionalProperties", True) is True}

    assert open_ended == set()


def test_upload_is_described_with_every_option_that_there_is(description: Any) -> None:
    body = description["paths"]["/products/api/upload/"]["post"]["requestBody"]["content"]["multipart/form-data"]

    assert {*body["schema"]["properties"]} == {"file", *upload_options.OPTIONS}
    assert body["schema"]["required"] == ["file"]


def objects_in(schema: Any, named: Any) -> Iterator[Any]:
    """Every description of an object that a body may hold."""
    if "$ref" in schema:
        schema = named[schema["$ref"].rpartition("/")[2]]
    if "properties" in schema or schema.get("type") == "object":
        yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), *schema.get("allOf", [])]
    for each in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from objects_in(each, named)
